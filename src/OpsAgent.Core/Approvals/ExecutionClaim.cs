using System.Text.Json.Serialization;

using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Approvals;

/// <summary>
/// The right of one Lambda invocation to act. While it is held, nobody else acts and nobody ends the proposal; after the
/// deadline the holder cannot act any more either, and what it did must be found out by reading back.
/// </summary>
/// <param name="RequestId">The invocation's AWS request id.</param>
/// <param name="Deadline">When that invocation is over for sure, whatever the clocks say.</param>
/// <param name="Released">True when nothing was done, so that another invocation may act.</param>
/// <param name="Lost">How many attempts ended without a result and were then seen to have done nothing.</param>
/// <param name="Unconfirmed">What came instead of a result; its holder does nothing more. Null while nothing went wrong.</param>
public sealed record ExecutionClaim(
    string RequestId,
    DateTimeOffset Deadline,
    bool Released = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Lost = 0,
    [property: JsonPropertyName("doubt")] Refusal? Unconfirmed = null);
