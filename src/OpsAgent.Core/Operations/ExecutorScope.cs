using OpsAgent.Core.Approvals;

namespace OpsAgent.Core.Operations;

/// <summary>What one execution may touch: one action on one resource, in the name of one proposal.</summary>
public sealed record ExecutorScope(ProposalId ProposalId, string IamAction, string ResourceArn);
