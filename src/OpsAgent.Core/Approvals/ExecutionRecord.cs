using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Approvals;

/// <param name="Status">How the one call to AWS ended.</param>
/// <param name="At">When it ended.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Problem">What to tell a person: the error, or how to check by hand; null when all is well.</param>
public sealed record ExecutionRecord(ExecutionStatus Status, DateTimeOffset At, TimeSpan Duration, Refusal? Problem = null);
