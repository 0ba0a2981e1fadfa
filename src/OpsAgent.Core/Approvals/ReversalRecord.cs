using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Approvals;

/// <summary>How a change that did not settle was put back.</summary>
/// <param name="Status">How far it came.</param>
/// <param name="At">When it came there.</param>
/// <param name="Summary">What is done, as in <c>set back to 3 tasks</c>.</param>
/// <param name="Problem">Why it failed; null when it did not.</param>
public sealed record ReversalRecord(ReversalStatus Status, DateTimeOffset At, string Summary, Refusal? Problem = null);
