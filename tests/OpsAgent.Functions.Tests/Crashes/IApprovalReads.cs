using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Approvals.Signatures;
using OpsAgent.Core.Guardrails.Policies;

namespace OpsAgent.Functions.Tests.Crashes;

/// <summary>What the store of proposals offers besides the proposals.</summary>
public interface IApprovalReads : IProposalIndex, IReconcilerCursor, IReconcilerLease, IDecisions, ITargetHistory, IWriteBudgets;
