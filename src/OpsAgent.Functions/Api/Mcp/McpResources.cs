using System.Text.Json.Nodes;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Text;
using OpsAgent.Functions.Api.Chat;
using OpsAgent.Functions.Api.Pipeline;

namespace OpsAgent.Functions.Api.Mcp;

/// <summary>What a client may put into a conversation: the proposals that wait, one proposal, and the pages of the documentation that an operator works by.</summary>
internal sealed class McpResources(ChatOperations operations)
{
    private const string Pending = "opsagent://proposals";
    private const string OneProposal = $"{Pending}/";
    private const string Runbook = "opsagent://runbooks/";
    private const string Embedded = "runbooks/";
    private const string Json = "application/json";
    private const string Markdown = "text/markdown";

    private static readonly IReadOnlyList<string> Runbooks =
        [.. typeof(McpResources).Assembly.GetManifestResourceNames().Where(n => n.StartsWith(Embedded, StringComparison.Ordinal)).Select(n => n[Embedded.Length..]).Order(StringComparer.Ordinal)];

    public static JsonObject List() => new()
    {
        ["resources"] = new JsonArray(
        [
            new JsonObject { ["uri"] = Pending, ["name"] = "proposals", ["title"] = "Pending proposals", ["description"] = "The proposals that wait for a decision.", ["mimeType"] = Json },
            .. Runbooks.Select(n => (JsonNode)new JsonObject { ["uri"] = $"{Runbook}{n}", ["name"] = n, ["title"] = Title(n), ["description"] = $"The page \"{Title(n)}\" of OpsAgent's documentation.", ["mimeType"] = Markdown }),
        ]),
    };

    public static JsonObject Templates() => new()
    {
        ["resourceTemplates"] = new JsonArray(
            new JsonObject { ["uriTemplate"] = $"{OneProposal}{{proposal_id}}", ["name"] = "proposal", ["title"] = "A proposal", ["description"] = "One proposal: its plan, risk and outcome.", ["mimeType"] = Json },
            new JsonObject { ["uriTemplate"] = $"{Runbook}{{name}}", ["name"] = "runbook", ["title"] = "A runbook", ["description"] = "A page of OpsAgent's documentation.", ["mimeType"] = Markdown }),
    };

    public async Task<McpOutcome> ReadAsync(McpRequest request, ApiCall call)
    {
        if (request.Text("uri") is not { } uri)
        {
            return McpError.Params("uri is required: text.");
        }

        var content = uri switch
        {
            // Some clients complete it as a URL of a host.
            Pending or OneProposal => Text(uri, Json, await operations.ListAsync(call)),
            _ when uri.StartsWith(OneProposal, StringComparison.Ordinal) && ProposalId.TryParse(uri[OneProposal.Length..]) is { } id => Text(uri, Json, await operations.ShowAsync(id.Value, call)),
            _ when uri.StartsWith(Runbook, StringComparison.Ordinal) && Runbooks.Contains(uri[Runbook.Length..]) => Contents(uri, Markdown, Page(uri[Runbook.Length..])),
            _ => null,
        };
        return content ?? new McpOutcome(null, new McpError(
            request.IsStateless ? McpError.InvalidParams : McpError.ResourceNotFound, "Resource not found", new JsonObject { ["uri"] = Sanitizer.Truncate(Sanitizer.Line(uri)) }));
    }

    private static McpOutcome? Text(string uri, string type, ApiBody body) => body.Error switch
    {
        null => Contents(uri, type, ApiResponses.Text(Sanitizer.Json(body.Content.ToJson()))),
        { Code: ErrorCode.ResourceNotFound } => null,
        var error => new McpError(McpError.InternalError, McpToolResult.Of(error).Text),
    };

    private static McpOutcome Contents(string uri, string type, string text) => new JsonObject
    {
        ["contents"] = new JsonArray(new JsonObject { ["uri"] = uri, ["mimeType"] = type, ["text"] = text }),
    };

    private static string Page(string name)
    {
        using var stream = typeof(McpResources).Assembly.GetManifestResourceStream(Embedded + name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static string Title(string name) => Page(name).Split('\n', 2)[0].TrimStart('#', ' ').TrimEnd();
}
