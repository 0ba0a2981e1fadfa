using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Audit;
using OpsAgent.TestKit;
using OpsAgent.TestKit.Contracts;

namespace OpsAgent.Core.Tests.Approvals;

/// <summary>The fake that the other tests lean on keeps the contract too.</summary>
public sealed class InMemoryApprovalStoreTests : ApprovalStoreContract
{
    protected override (IApprovalStore Store, IProposalIndex Index, IAuditTrail Audit) Create()
    {
        var store = new InMemoryApprovalStore();
        return (store, store, store.Audit);
    }
}
