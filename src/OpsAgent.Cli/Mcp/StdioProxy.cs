using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpsAgent.Cli.Mcp;

/// <summary>
/// The Model Context Protocol on standard input and output: hands each line to <c>POST /mcp</c> and writes what comes back, so that
/// there is one server. Writes nothing to <paramref name="output"/> but JSON-RPC; what goes wrong is an error there and a line in <paramref name="log"/>.
/// </summary>
/// <param name="client">With the credentials of the endpoint.</param>
internal sealed class StdioProxy(HttpClient client, Uri endpoint, TextReader input, TextWriter output, TextWriter log)
{
    private const int ParseError = -32700;
    private const int InternalError = -32603;
    private const string VersionKey = "io.modelcontextprotocol/protocolVersion";
    private const string LastWithHandshake = "2025-11-25";

    /// <summary>As the handshake chose it; a client without one says it in each message.</summary>
    private string _revision = LastWithHandshake;

    /// <summary>Runs until the input ends.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // WaitAsync: a read of standard input cannot be cancelled.
        while (await input.ReadLineAsync(cancellationToken).AsTask().WaitAsync(cancellationToken) is { } line)
        {
            if (!string.IsNullOrWhiteSpace(line) && await AnswerAsync(line, cancellationToken) is { } answer)
            {
                await output.WriteLineAsync(answer.ToJsonString().AsMemory(), cancellationToken);
                await output.FlushAsync(cancellationToken);
            }
        }
    }

    /// <returns>Null where nothing is answered.</returns>
    private async Task<JsonObject?> AnswerAsync(string line, CancellationToken cancellationToken)
    {
        JsonObject message;
        try
        {
            message = JsonNode.Parse(line) as JsonObject ?? throw new JsonException("It is no JSON object.");
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return Error(id: null, ParseError, "Each line must be one JSON-RPC message: a JSON object.");
        }

        var id = Member(message, "id");
        try
        {
            using var request = RequestOf(line, message);
            using var response = await client.SendAsync(request, cancellationToken);
            var body = Read(await response.Content.ReadAsStringAsync(cancellationToken));
            if (Text(body, "jsonrpc") is null && !response.IsSuccessStatusCode)
            {
                return await FailAsync(id, (int)response.StatusCode, body, cancellationToken);
            }

            return Text(body, "jsonrpc") is null || id is null ? null : Remembered(message, Completed(body!, id));
        }
        catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return await FailAsync(id, $"The endpoint does not answer: {e.Message}", cancellationToken);
        }
    }

    private HttpRequestMessage RequestOf(string line, JsonObject message)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(line)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        var (method, given) = (Text(message, "method"), Member(message, "params") as JsonObject);
        var stateless = given is null ? null : Text(Member(given, "_meta") as JsonObject, VersionKey);
        if (method != "initialize" || stateless is not null)
        {
            request.Headers.TryAddWithoutValidation("MCP-Protocol-Version", Encoded(stateless ?? _revision));
        }

        if (stateless is not null && method is not null)
        {
            request.Headers.TryAddWithoutValidation("Mcp-Method", Encoded(method));
            if ((Text(given, "name") ?? Text(given, "uri") ?? Text(given, "taskId")) is { } name)
            {
                request.Headers.TryAddWithoutValidation("Mcp-Name", Encoded(name));
            }
        }

        return request;
    }

    private JsonObject Remembered(JsonObject message, JsonObject answer)
    {
        if (Text(message, "method") == "initialize" && Text(Member(answer, "result") as JsonObject, "protocolVersion") is { } chosen)
        {
            _revision = chosen;
        }

        return answer;
    }

    // An endpoint that could not read so far answers without the id.
    private static JsonObject Completed(JsonObject answer, JsonNode id)
    {
        if (Member(answer, "id") is null)
        {
            answer["id"] = id.DeepClone();
        }

        return answer;
    }

    // API Gateway answers by itself whom its authorizer refuses, in the shape of the other routes and not of JSON-RPC.
    private Task<JsonObject?> FailAsync(JsonNode? id, int status, JsonObject? body, CancellationToken cancellationToken)
    {
        var reason = Text(body is null ? null : Member(body, "error") as JsonObject, "message");
        return FailAsync(id, reason ?? $"The endpoint answered HTTP {status}.", cancellationToken, reason is not null && status < 500 ? status : InternalError);
    }

    private async Task<JsonObject?> FailAsync(JsonNode? id, string message, CancellationToken cancellationToken, int code = InternalError)
    {
        await log.WriteLineAsync($"opsagent: {message.ReplaceLineEndings(" ")}".AsMemory(), cancellationToken);
        return id is null ? null : Error(id, code, message);
    }

    private static JsonObject Error(JsonNode? id, int code, string message)
    {
        var answer = new JsonObject { ["jsonrpc"] = "2.0", ["error"] = new JsonObject { ["code"] = code, ["message"] = message } };
        return id is null ? answer : Completed(answer, id);
    }

    /// <returns>Null for what is no JSON object.</returns>
    private static JsonObject? Read(string body)
    {
        try
        {
            return JsonNode.Parse(body) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // As revision 2026-07-28 has it for what a header cannot hold as it is.
    private static string Encoded(string value) =>
        value.Length > 0 && value.All(c => c is >= ' ' and <= '~') && value.Trim().Length == value.Length && !value.StartsWith("=?base64?", StringComparison.Ordinal)
            ? value
            : $"=?base64?{Convert.ToBase64String(Encoding.UTF8.GetBytes(value))}?=";

    private static string? Text(JsonObject? members, string name) => members is not null && Member(members, name) is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    // A name that is given twice makes reading any of them throw.
    private static JsonNode? Member(JsonObject members, string name)
    {
        try
        {
            return members[name];
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
