using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Audit;
using OpsAgent.TestKit;
using OpsAgent.TestKit.Contracts;

namespace OpsAgent.Core.Tests.Approvals;

/// <summary>The fake that the other tests lean on keeps the contract too.</summary>
public sealed class InMemoryApprovalStoreTests : ApprovalStoreContract
{
    private readonly InMemoryApprovalStore _store = new();

    protected override Task SpoilAsync(ProposalId id, string body)
    {
        _store.Spoil(id);
        return Task.CompletedTask;
    }

    protected override Task SpoilEventAsync(string chain, long sequence, string body)
    {
        _store.Audit.Spoil(chain, sequence, body);
        return Task.CompletedTask;
    }

    protected override (IApprovalStore Store, IProposalIndex Index, IAuditTrail Audit) Create() => (_store, _store, _store.Audit);
}
