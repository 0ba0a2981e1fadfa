using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

using Microsoft.AspNetCore.WebUtilities;

using OpsAgent.Deployment.Tests.OpenApi;
using OpsAgent.Deployment.Tests.Template;

namespace OpsAgent.Local.Tests.Gateway;

/// <summary>
/// API Gateway as openapi-schema.yaml makes it, before the real functions: route, size, authorizer, usage plan, proxy
/// integration, and its own answers. What the file does not use is an error here, so that nothing is passed over.
/// </summary>
/// <param name="responses">Its own answers.</param>
/// <param name="planKey">The key that the usage plan has.</param>
internal sealed class ApiGateway(JsonObject document, GatewayResponses responses, LambdaInvoker lambda, string planKey, TimeProvider time)
{
    private const int LargestBody = 10 * 1024 * 1024;
    private const string Stage = "production";

    public async Task<Heard> AnswerAsync(Sent sent)
    {
        var context = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["requestId"] = $"{Guid.CreateVersion7()}",
            ["requestTime"] = time.GetUtcNow().ToString("dd/MMM/yyyy:HH:mm:ss +0000", CultureInfo.InvariantCulture),
        };
        var path = sent.Path.Split('?')[0];
        if (Match(sent.Method, path) is not { } resource)
        {
            return responses.Of("MISSING_AUTHENTICATION_TOKEN", context);
        }

        if (Encoding.UTF8.GetByteCount(sent.Body ?? string.Empty) > LargestBody)
        {
            return responses.Of("REQUEST_TOO_LARGE", context);
        }

        var operation = document["paths"]![resource]![sent.Method.ToLowerInvariant()]!;
        var asked = EventOf(sent, resource, path, context["requestId"]);
        return await RefuseAsync(operation, asked, context) is { } refusal ? responses.Of(refusal, context) : await ProxyAsync(operation, asked, sent.Body, context);
    }

    // A plain word wins over a variable one.
    private string? Match(string method, string path) => document["paths"]!.AsObject()
        .Where(p => p.Value!.AsObject().ContainsKey(method.ToLowerInvariant()) && IsMatch(p.Key.Split('/'), path.Split('/')))
        .Select(p => p.Key).MinBy(p => p.Count(c => c == '{'));

    private static bool IsMatch(string[] wanted, string[] given) =>
        wanted.Length == given.Length && wanted.Zip(given).All(p => p.First == p.Second || (p.First.StartsWith('{') && p.Second.Length > 0));

    /// <returns>The type of gateway response that it is refused with, or null.</returns>
    private async Task<string?> RefuseAsync(JsonNode operation, JsonObject asked, Dictionary<string, string> context)
    {
        string? usageKey = null;
        foreach (var (name, _) in operation["security"]!.AsArray().SelectMany(s => s!.AsObject()))
        {
            var scheme = document["components"]!["securitySchemes"]![name]!;
            if (scheme["x-amazon-apigateway-authorizer"] is { } authorizer)
            {
                (var refusal, usageKey) = await AskAsync(authorizer, asked, context);
                if (refusal is not null)
                {
                    return refusal;
                }
            }
            else if ((string?)scheme["name"] != "x-api-key" || (string?)document["x-amazon-apigateway-api-key-source"] != "AUTHORIZER")
            {
                throw new NotSupportedException($"The security scheme {name} is not known here.");
            }
            else if (usageKey != planKey)
            {
                return "INVALID_API_KEY";
            }
        }

        return null;
    }

    private async Task<(string? Refusal, string? UsageKey)> AskAsync(JsonNode authorizer, JsonObject asked, Dictionary<string, string> context)
    {
        if ((string?)authorizer["type"] != "request" || (int?)authorizer["authorizerResultTtlInSeconds"] != 0)
        {
            throw new NotSupportedException("Only an authorizer of whole requests is known here, whose answers are not kept.");
        }

        // An identity source that was not sent is refused without asking.
        var sources = ((string?)authorizer["identitySource"])?.Split(',', StringSplitOptions.TrimEntries) ?? [];
        if (sources.Any(s => !asked["headers"]!.AsObject().Any(h => $"method.request.header.{h.Key}".Equals(s, StringComparison.OrdinalIgnoreCase))))
        {
            return ("UNAUTHORIZED", null);
        }

        var input = asked.DeepClone().AsObject();
        input.Remove("isBase64Encoded");
        var arn = $"arn:aws:execute-api:{ResourceNames.Region}:{ResourceNames.Account}:a1b2c3d4e5/{Stage}/{asked["httpMethod"]}{asked["path"]}";
        (input["type"], input["methodArn"]) = ("REQUEST", arn);
        var (answer, isError) = await lambda.InvokeAsync(Document.Function(authorizer["authorizerUri"]!), input);
        if (isError)
        {
            return ((string?)answer["errorMessage"] == "Unauthorized" ? "UNAUTHORIZED" : "AUTHORIZER_FAILURE", null);
        }

        foreach (var (name, value) in answer["context"]?.AsObject() ?? [])
        {
            context[$"authorizer.{name}"] = $"{value}";
        }

        var statements = answer["policyDocument"]!["Statement"]!.AsArray().Where(s => Texts(s!["Action"]).Contains("execute-api:Invoke") && Texts(s["Resource"]).Contains(arn)).ToList();
        var isAllowed = statements.Count > 0 && statements.TrueForAll(s => (string?)s!["Effect"] == "Allow");
        return (isAllowed ? null : "ACCESS_DENIED", (string?)answer["usageIdentifierKey"]);
    }

    private async Task<Heard> ProxyAsync(JsonNode operation, JsonObject asked, string? body, Dictionary<string, string> context)
    {
        var integration = operation["x-amazon-apigateway-integration"]!;
        if (((string?)integration["type"], (string?)integration["httpMethod"]) != ("aws_proxy", "POST"))
        {
            throw new NotSupportedException($"The integration {integration["type"]} is not known here.");
        }

        asked["body"] = body;
        var (answer, isError) = await lambda.InvokeAsync(Document.Function(integration["uri"]!), asked);
        return isError ? responses.Of("DEFAULT_5XX", context) : new Heard(
            answer["statusCode"]!.GetValue<int>(),
            answer["headers"]!.AsObject().ToDictionary(h => h.Key, h => h.Value!.GetValue<string>(), StringComparer.OrdinalIgnoreCase),
            (string?)answer["body"] ?? string.Empty);
    }

    private static JsonObject EventOf(Sent sent, string resource, string path, string requestId)
    {
        var headers = sent.Headers.GroupBy(h => h.Name, h => h.Value).ToList();
        var query = QueryHelpers.ParseQuery(sent.Path.Contains('?', StringComparison.Ordinal) ? sent.Path[sent.Path.IndexOf('?', StringComparison.Ordinal)..] : string.Empty);
        var variables = resource.Split('/').Zip(path.Split('/')).Where(p => p.First.StartsWith('{')).ToList();
        return new JsonObject
        {
            ["resource"] = resource,
            ["path"] = path,
            ["httpMethod"] = sent.Method,
            ["headers"] = new JsonObject(headers.Select(h => KeyValuePair.Create(h.Key, (JsonNode?)h.Last()))),
            ["multiValueHeaders"] = Several(headers.Select(h => (h.Key, (IEnumerable<string?>)h))),
            ["queryStringParameters"] = query.Count == 0 ? null : new JsonObject(query.Select(q => KeyValuePair.Create(q.Key, (JsonNode?)q.Value[^1]))),
            ["multiValueQueryStringParameters"] = query.Count == 0 ? null : Several(query.Select(q => (q.Key, q.Value.AsEnumerable()))),
            ["pathParameters"] = variables.Count == 0 ? null : new JsonObject(variables.Select(v => KeyValuePair.Create(v.First.Trim('{', '}'), (JsonNode?)v.Second))),
            ["stageVariables"] = null,
            ["isBase64Encoded"] = false,
            ["requestContext"] = new JsonObject
            {
                ["accountId"] = ResourceNames.Account,
                ["apiId"] = "a1b2c3d4e5",
                ["stage"] = Stage,
                ["requestId"] = requestId,
                ["resourcePath"] = resource,
                ["path"] = $"/{Stage}{path}",
                ["httpMethod"] = sent.Method,
                ["identity"] = new JsonObject { ["sourceIp"] = "127.0.0.1", ["userAgent"] = null },
            },
        };
    }

    private static JsonObject Several(IEnumerable<(string Name, IEnumerable<string?> Values)> given) =>
        new(given.Select(g => KeyValuePair.Create(g.Name, (JsonNode?)new JsonArray([.. g.Values.Select(v => (JsonNode?)v)]))));

    private static IReadOnlyList<string> Texts(JsonNode? node) => OpsAgent.Deployment.Tests.Policies.StringOrArray.Read(node);
}
