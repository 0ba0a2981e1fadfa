using System.Globalization;
using System.Text.Json.Nodes;

using OpsAgent.Deployment.Tests.OpenApi;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Local.Tests.Gateway;

/// <summary>One operation of openapi-schema.yaml, preflights left out, and the request that its examples make.</summary>
internal sealed record DocumentedRoute(JsonObject Document, string Method, string Path, JsonObject Operation)
{
    /// <summary>What the API key is here.</summary>
    public const string Key = "key-of-the-gateway-tests";

    // What a proposal gives to those who decide on it, by the names of its answer.
    private static readonly string[] Handles = ["proposal_id", "plan_hash", "approval_token"];

    public string Name => $"{Method} {Path}";

    public bool HasAuthorizer => Operation["security"]!.AsArray().Count > 0;

    /// <summary>Whether its callers and bodies are this file's to describe: those of chat services and of MCP are others', and have tests of their own.</summary>
    public bool IsOurs => (HasAuthorizer && Path != "/mcp") || Path == "/health";

    /// <summary>Whether a person in person alone is let through, so that what stands in the file is refused to whoever has the API key.</summary>
    public bool TakesAPerson => Path is "/operations/break_glass" or "/operations/review_break_glass";

    public bool HasBody => Operation["requestBody"] is not null;

    /// <summary>Whether its answer waits for the state machine.</summary>
    public bool Waits => HasBody && OpsAgent.Deployment.Tests.OpenApi.Document.Function(Operation["x-amazon-apigateway-integration"]!["uri"]!) == FunctionNames.Proposals;

    /// <summary>The status of what went well.</summary>
    public int Success => int.Parse(Operation["responses"]!.AsObject().Select(r => r.Key).First(s => s.StartsWith('2')), CultureInfo.InvariantCulture);

    public static IReadOnlyList<DocumentedRoute> In(JsonObject document) =>
        [.. OpsAgent.Deployment.Tests.OpenApi.Document.Operations(document).Where(o => o.Method is not ("OPTIONS" or "HEAD")).Select(o => new DocumentedRoute(document, o.Method, o.Path, o.Operation))];

    /// <summary>The file's request, as it stands there.</summary>
    public Sent Example()
    {
        var parameters = (Operation["parameters"]?.AsArray() ?? []).Where(p => p!["example"] is not null)
            .ToLookup(p => (string)p!["in"]!, p => (Name: (string)p!["name"]!, Value: (string)p["example"]!));
        var path = parameters["path"].Aggregate(Path, (text, p) => text.Replace($"{{{p.Name}}}", p.Value, StringComparison.Ordinal));
        var query = string.Join('&', parameters["query"].Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value)}"));
        var body = Operation["requestBody"]?["content"]!["application/json"]!["example"]!.ToJsonString();

        // The headers' user is another one than some bodies'.
        var headers = new List<(string, string)>(body is null && query.Length == 0 ? parameters["header"] : []);
        if (HasAuthorizer)
        {
            headers.Add(("X-API-Key", Key));
        }

        if (body is not null)
        {
            headers.Add(("Content-Type", "application/json"));
        }

        return new Sent(Method, query.Length == 0 ? path : $"{path}?{query}", headers, body);
    }

    /// <summary>The file's request; where it is about a proposal, about one that is made for it.</summary>
    public async Task<Sent> ExampleAsync(Door door)
    {
        var example = Example();
        var proposing = In(Document).First(r => r.Answer()?["approval_token"] is not null);
        var told = Handles.Select(h => (Name: h, Value: (string)proposing.Answer()![h]!)).ToList();
        if (!told.Exists(t => $"{example.Path}{example.Body}".Contains(t.Value, StringComparison.Ordinal)))
        {
            return example;
        }

        var made = (await door.SendAsync(proposing.Example())).Json!;
        if (Path == "/operations/propose_again")
        {
            // What is open is not proposed again.
            var withdraw = In(Document).Single(r => r.Path == "/operations/withdraw_action").Example();
            await door.SendAsync(withdraw with { Body = Replaced(withdraw.Body) });
        }

        return example with { Path = Replaced(example.Path)!, Body = Replaced(example.Body) };

        string? Replaced(string? text) => told.Aggregate(text, (t, h) => t?.Replace(h.Value, (string)made[h.Name]!, StringComparison.Ordinal));
    }

    /// <returns>What of an answer is not as the file says for its status, or null.</returns>
    public string? Fault(Heard heard)
    {
        if (Operation["responses"]![heard.Status.ToString(CultureInfo.InvariantCulture)] is not { } response)
        {
            return $"{heard.Status} is no status of {Name}";
        }

        return response["content"]?["application/json"]?["schema"] is not { } schema ? heard.Body.Length == 0 ? null : "it has a body"
            : heard.Headers.GetValueOrDefault("Content-Type") != "application/json" ? "it is no application/json"
            : JsonSchema.Validate(Document, schema, heard.Json);
    }

    private JsonObject? Answer() => Operation["responses"]!["200"]?["content"]?["application/json"]?["example"]?.AsObject();
}
