using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

using Amazon.Lambda.APIGatewayEvents;

using OpsAgent.Core.Primitives;
using OpsAgent.Core.Text;
using OpsAgent.Functions.Api.Pipeline;

namespace OpsAgent.Functions.Api.Mcp;

/// <summary>One request or notification of a client.</summary>
/// <param name="Id">Null of a notification.</param>
/// <param name="Params">A JSON object.</param>
/// <param name="Revision">One of <see cref="McpRevision.All"/>.</param>
internal sealed record McpRequest(JsonElement? Id, string Method, JsonElement Params, string Revision)
{
    public const string Initialize = "initialize";
    public const string VersionHeader = "MCP-Protocol-Version";
    public const string MethodHeader = "Mcp-Method";
    public const string NameHeader = "Mcp-Name";

    private const string VersionKey = "io.modelcontextprotocol/protocolVersion";
    private const string CapabilitiesKey = "io.modelcontextprotocol/clientCapabilities";
    private const string EncodedPrefix = "=?base64?";
    private const string EncodedSuffix = "?=";

    private static readonly JsonElement NoParams = new JsonObject().ToElement();
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public bool IsStateless => Revision == McpRevision.Stateless;

    /// <summary>Whether the client takes a task in place of a result. Each request says so anew.</summary>
    public bool SpeaksTasks => IsStateless && Meta(Params, CapabilitiesKey) is { ValueKind: JsonValueKind.Object } capabilities
        && Member(capabilities, "extensions") is { ValueKind: JsonValueKind.Object } extensions && Member(extensions, McpTasks.Extension) is { ValueKind: JsonValueKind.Object };

    /// <returns>The text of a parameter, null when it is not there.</returns>
    public string? Text(string name) => Member(Params, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <returns>The id to answer with; null where there is none that could be one.</returns>
    public static JsonElement? IdOf(JsonElement body) =>
        Member(body, "id") is { } id && (id.ValueKind is JsonValueKind.String || (id.ValueKind is JsonValueKind.Number && id.TryGetInt64(out _))) ? id : null;

    public static (McpRequest? Request, McpError? Error) Read(JsonElement body, APIGatewayProxyRequest sent)
    {
        if (Member(body, "jsonrpc") is not { ValueKind: JsonValueKind.String } version || version.GetString() != "2.0")
        {
            return (null, McpError.Invalid("The body must be one JSON-RPC 2.0 message: {\"jsonrpc\":\"2.0\",\"id\":...,\"method\":...,\"params\":{...}}."));
        }

        if (Member(body, "method") is not { ValueKind: JsonValueKind.String } named || named.GetString() is not { Length: > 0 } method)
        {
            return (null, McpError.Invalid("method is required: text. Responses are not taken, for nothing is asked of clients here."));
        }

        if (Member(body, "id") is not null && IdOf(body) is null)
        {
            return (null, McpError.Invalid("id must be text or a whole number."));
        }

        var given = Member(body, "params") ?? NoParams;
        if (given.ValueKind is not JsonValueKind.Object)
        {
            return (null, McpError.Params("params must be a JSON object."));
        }

        var (revision, error) = RevisionOf(method, given, sent);
        var request = new McpRequest(IdOf(body), method, given, revision);
        error ??= request is { IsStateless: true, Id: not null } ? request.CheckHeaders(sent) : null;
        return error is null ? (request, null) : (null, error);
    }

    private static (string Revision, McpError? Error) RevisionOf(string method, JsonElement given, APIGatewayProxyRequest sent)
    {
        var inMeta = Meta(given, VersionKey) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
        var inHeader = Headers.Find(sent, VersionHeader)?.Trim();
        return (inHeader, inMeta) switch
        {
            (null, null) when method == Initialize => (McpRevision.LastWithHandshake, null),
            (null, _) => (string.Empty, McpError.Mismatch($"The header {VersionHeader} is required: one of {string.Join(", ", McpRevision.All)}.")),
            _ when !McpRevision.All.Contains(inHeader) => (string.Empty, McpError.Unsupported(Shown(inHeader))),
            (McpRevision.Stateless, null) when method.StartsWith("notifications/", StringComparison.Ordinal) => (inHeader, null),
            (McpRevision.Stateless, _) when inMeta != inHeader => (string.Empty, McpError.Mismatch($"The header {VersionHeader} must be what params._meta says in {VersionKey}.")),
            (_, not null) when inMeta != inHeader => (string.Empty, McpError.Mismatch($"The header {VersionHeader} must be what params._meta says in {VersionKey}.")),
            _ => (inHeader, null),
        };
    }

    // What stands between may have decided by the headers: they must say what the body says.
    private McpError? CheckHeaders(APIGatewayProxyRequest sent)
    {
        if (Headers.Find(sent, MethodHeader)?.Trim() != Method)
        {
            return McpError.Mismatch($"The header {MethodHeader} must be the body's method.");
        }

        var source = Method switch
        {
            "tools/call" or "prompts/get" => "name",
            "resources/read" => "uri",
            "tasks/get" or "tasks/update" or "tasks/cancel" => "taskId",
            _ => null,
        };
        return source is null || (Text(source) is { } name && Decoded(Headers.Find(sent, NameHeader)?.Trim()) == name)
            ? null
            : McpError.Mismatch($"The header {NameHeader} must be the body's params.{source}.");
    }

    private static string? Decoded(string? header)
    {
        if (header is null || !header.StartsWith(EncodedPrefix, StringComparison.Ordinal) || !header.EndsWith(EncodedSuffix, StringComparison.Ordinal))
        {
            return header;
        }

        try
        {
            return header.Length < EncodedPrefix.Length + EncodedSuffix.Length ? null
                : Strict.GetString(Convert.FromBase64String(header[EncodedPrefix.Length..^EncodedSuffix.Length]));
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            return null;
        }
    }

    private static JsonElement? Meta(JsonElement given, string key) =>
        Member(given, "_meta") is { ValueKind: JsonValueKind.Object } meta ? Member(meta, key) : null;

    private static JsonElement? Member(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value : null;

    private static string Shown(string text) => Sanitizer.Truncate(Sanitizer.Line(text), maxLength: 40);
}
