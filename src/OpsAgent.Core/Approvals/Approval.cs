using OpsAgent.Core.Identity;

namespace OpsAgent.Core.Approvals;

/// <summary>One person's approval, or adoption.</summary>
public sealed record Approval(Person By, DateTimeOffset At);
