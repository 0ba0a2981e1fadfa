using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Approvals;

/// <param name="Status">The result of the call to AWS.</param>
/// <param name="At">When it ended.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Problem">For people: the error, or how to check by hand; null when there is none.</param>
public sealed record ExecutionRecord(ExecutionStatus Status, DateTimeOffset At, TimeSpan Duration, Refusal? Problem = null);
