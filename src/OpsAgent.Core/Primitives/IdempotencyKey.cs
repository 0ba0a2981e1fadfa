using System.Text.Json.Nodes;

namespace OpsAgent.Core.Primitives;

/// <summary>The key under which a client repeats a request whose answer it did not get.</summary>
public static class IdempotencyKey
{
    /// <summary>The key came again with another request: answering the first would hide that the second was never done.</summary>
    /// <param name="member">The name of the first one's id in details, such as <c>proposal_id</c>.</param>
    public static Refusal IsTaken(string member, string first) => new(
        ErrorCode.ValidationError,
        $"This Idempotency-Key was used for another request ({first}). Use a new key for a new request.",
        new JsonObject { ["field"] = "Idempotency-Key", ["rule"] = "one key belongs to one request", [member] = first }.ToElement());
}
