using System.Text.Json.Nodes;

namespace OpsAgent.Core.Primitives;

/// <summary>The header Idempotency-Key, with which a client repeats a request whose response it did not receive.</summary>
public static class IdempotencyKey
{
    /// <summary>The refusal of a key that was used before for another request.</summary>
    /// <param name="member">The name of the first request's id in the details, such as <c>proposal_id</c>.</param>
    public static Refusal Reused(string member, string first) => new(
        ErrorCode.ValidationError,
        $"This Idempotency-Key was used for another request ({first}). Use a new key for a new request.",
        new JsonObject { ["field"] = "Idempotency-Key", ["rule"] = "one key belongs to one request", [member] = first }.ToElement());
}
