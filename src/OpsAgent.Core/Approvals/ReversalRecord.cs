using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Approvals;

/// <summary>The reversal of a change that did not settle.</summary>
/// <param name="Status">Its current status.</param>
/// <param name="At">When it got that status.</param>
/// <param name="Summary">Such as <c>set back to 3 tasks</c>.</param>
/// <param name="Problem">Why it failed, or null.</param>
/// <param name="Deadline">When the invocation that started it has ended for sure; null once there is a result, and in records of earlier versions.</param>
public sealed record ReversalRecord(ReversalStatus Status, DateTimeOffset At, string Summary, Refusal? Problem = null, DateTimeOffset? Deadline = null);
