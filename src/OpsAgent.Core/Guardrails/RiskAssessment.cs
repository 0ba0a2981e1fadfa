using System.Collections.Immutable;

namespace OpsAgent.Core.Guardrails;

/// <param name="Level">The level.</param>
/// <param name="Reasons">Every rule that raised or lowered it, in words; never empty.</param>
/// <param name="ApprovalsNeeded">How many different people must approve; at least one.</param>
/// <param name="SelfApprovalAllowed">Whether the requester may be one of them, acting in person.</param>
public sealed record RiskAssessment(RiskLevel Level, ImmutableArray<string> Reasons, int ApprovalsNeeded, bool SelfApprovalAllowed);
