using System.Text.Json.Nodes;

using OpsAgent.Core.Primitives;

namespace OpsAgent.Functions.Api.Mcp;

/// <summary>What is wrong with a request as the protocol goes. What an operation refuses is a tool's result and none of these.</summary>
/// <param name="Code">Of JSON-RPC, or of the specification's own range.</param>
/// <param name="Message">For people: never a secret.</param>
/// <param name="Data">For programs, or null.</param>
/// <param name="Status">The HTTP status.</param>
internal sealed record McpError(int Code, string Message, JsonNode? Data = null, int Status = 200)
{
    public const int ParseError = -32700;
    public const int InvalidRequest = -32600;
    public const int MethodNotFound = -32601;
    public const int InvalidParams = -32602;
    public const int InternalError = -32603;

    /// <summary>Until revision 2025-11-25; later it is <see cref="InvalidParams"/>.</summary>
    public const int ResourceNotFound = -32002;

    public const int HeaderMismatch = -32020;
    public const int MissingClientCapability = -32021;
    public const int UnsupportedRevision = -32022;

    private const int BadRequest = 400;

    public static McpError Invalid(string message) => new(InvalidRequest, message, Status: BadRequest);

    public static McpError Params(string message) => new(InvalidParams, message);

    public static McpError Mismatch(string message) => new(HeaderMismatch, message, Status: BadRequest);

    public static McpError Unsupported(string requested) => new(
        UnsupportedRevision,
        "Unsupported protocol version",
        new JsonObject { ["supported"] = JsonConversions.Array(McpRevision.All), ["requested"] = requested },
        BadRequest);

    public static McpError LacksTasks() => new(
        MissingClientCapability,
        "Missing required client capability",
        new JsonObject { ["requiredCapabilities"] = new JsonObject { ["extensions"] = new JsonObject { [McpTasks.Extension] = new JsonObject() } } },
        BadRequest);

    /// <summary>The same for the audit.</summary>
    public Refusal ToRefusal() => new(Code is MethodNotFound or ResourceNotFound ? ErrorCode.NotFound : ErrorCode.ValidationError, Message);

    public JsonObject ToJson()
    {
        var json = new JsonObject { ["code"] = Code, ["message"] = Message };
        if (Data is not null)
        {
            json["data"] = Data.DeepClone();
        }

        return json;
    }
}
