using System.Text.Json.Serialization;

using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Approvals;

/// <summary>
/// The exclusive right of one Lambda invocation to make the change. While it is held, no other invocation makes the change or ends
/// the proposal. After the deadline its holder has ended too, and what it did is found out by reading the target.
/// </summary>
/// <param name="RequestId">The invocation's AWS request id.</param>
/// <param name="Deadline">When that invocation has ended for sure, clock skew included.</param>
/// <param name="Released">True when nothing was done, so that another invocation may act.</param>
/// <param name="Lost">Number of earlier attempts that ended without a result and had changed nothing.</param>
/// <param name="Unconfirmed">The error in place of a result, after which the holder does nothing more; null if there was none. Stored as <c>doubt</c>.</param>
public sealed record ExecutionClaim(
    string RequestId,
    DateTimeOffset Deadline,
    bool Released = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Lost = 0,
    [property: JsonPropertyName("doubt")] Refusal? Unconfirmed = null);
