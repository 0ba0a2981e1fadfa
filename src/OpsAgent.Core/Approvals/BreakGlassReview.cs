using OpsAgent.Core.Identity;

namespace OpsAgent.Core.Approvals;

/// <summary>What another administrator found who looked at an approval by break-glass afterwards.</summary>
/// <param name="Note">In their words.</param>
public sealed record BreakGlassReview(Person By, DateTimeOffset At, string Note);
