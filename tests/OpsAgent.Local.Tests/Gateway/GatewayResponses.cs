using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using OpsAgent.Deployment.Tests.Template;

namespace OpsAgent.Local.Tests.Gateway;

/// <summary>What API Gateway answers by itself, of the file's templates, in which it replaces context variables and nothing else.</summary>
internal sealed partial class GatewayResponses(JsonObject document, IReadOnlyDictionary<string, string> parameters)
{
    private const string Header = "gatewayresponse.header.";

    // Of https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html.
    private static readonly Dictionary<string, int> Standard = new(StringComparer.Ordinal)
    {
        ["ACCESS_DENIED"] = 403,
        ["AUTHORIZER_FAILURE"] = 500,
        ["DEFAULT_5XX"] = 502,
        ["INVALID_API_KEY"] = 403,
        ["MISSING_AUTHENTICATION_TOKEN"] = 403,
        ["REQUEST_TOO_LARGE"] = 413,
        ["UNAUTHORIZED"] = 401,
    };

    // The conditions as template.yaml has them, which other tests hold.
    private readonly Resolver _resolver = new(
        new JsonObject { ["Conditions"] = new JsonObject { ["HasAllowedOrigins"] = IsGiven("AllowedOrigins"), ["HasApiDomain"] = IsGiven("ApiDomainName") } },
        parameters);

    /// <param name="context">The variables that this request has, without <c>$context.</c></param>
    /// <exception cref="KeyNotFoundException">A template names a variable that this request has not.</exception>
    public Heard Of(string type, IReadOnlyDictionary<string, string> context)
    {
        var written = document["x-amazon-apigateway-gateway-responses"]!.AsObject();
        var response = (written[type] ?? written[Standard[type] < 500 ? "DEFAULT_4XX" : "DEFAULT_5XX"])!;
        var template = _resolver.Resolve(response["responseTemplates"]!["application/json"])!.GetValue<string>();
        var headers = _resolver.Resolve(response["responseParameters"])!.AsObject().ToDictionary(p => p.Key[Header.Length..], p => Literal(p.Value!.GetValue<string>()), StringComparer.OrdinalIgnoreCase);
        headers["Content-Type"] = "application/json";
        return new Heard(
            response["statusCode"] is { } status ? int.Parse(status.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture) : Standard[type],
            headers,
            Variable().Replace(template, m => m.Groups[1].Value == "error.responseType" ? type : context[m.Groups[1].Value]));
    }

    private static JsonNode? IsGiven(string parameter) => JsonNode.Parse($$"""{"Fn::Not":[{"Fn::Equals":[{"Ref":"{{parameter}}"},""]}]}""");

    private static string Literal(string value) => value is ['\'', .. var text, '\''] ? text : throw new NotSupportedException($"{value} is not a literal.");

    [GeneratedRegex(@"\$context\.([A-Za-z]+(\.[A-Za-z]+)*)", RegexOptions.CultureInvariant)]
    private static partial Regex Variable();
}
