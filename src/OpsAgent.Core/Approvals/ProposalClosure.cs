using OpsAgent.Core.Identity;

namespace OpsAgent.Core.Approvals;

/// <summary>Who or what ended a proposal without an execution, and why.</summary>
public sealed record ProposalClosure(Person By, DateTimeOffset At, string Reason);
