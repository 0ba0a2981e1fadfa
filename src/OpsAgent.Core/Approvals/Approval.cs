using OpsAgent.Core.Identity;

namespace OpsAgent.Core.Approvals;

/// <summary>One person's approval.</summary>
public sealed record Approval(Person By, DateTimeOffset At);
