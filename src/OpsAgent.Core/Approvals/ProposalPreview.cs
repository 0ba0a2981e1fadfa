using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Operations;

namespace OpsAgent.Core.Approvals;

/// <summary>What a proposal would be, as far as one look shows. The state machine may still raise the risk, or reject it.</summary>
/// <param name="Risk">Without what takes further reads or the target's history.</param>
/// <param name="ApprovalsNeeded">How many different people must approve.</param>
/// <param name="WhoMayDecide">Whose approval it takes, in a sentence.</param>
public sealed record ProposalPreview(ChangePlan Plan, RiskAssessment Risk, int ApprovalsNeeded, string WhoMayDecide);
