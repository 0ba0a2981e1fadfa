using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Audit;
using OpsAgent.Functions.Hosting;
using OpsAgent.Functions.Tests.Crashes;
using OpsAgent.Functions.Tests.Kit;

namespace OpsAgent.Functions.Tests.Planted;

/// <summary>The requester is told by the invocation that wrote the end, or by none.</summary>
internal sealed class ToldOnlyWithTheWrite : Fault
{
    private bool written;

    public override Ports Plant(Ports ports, Bench bench) => ports with { ApprovalStore = new Store(ports.ApprovalStore, this), Notifier = new Notifier(ports.Notifier, this) };

    private sealed class Store(IApprovalStore inner, ToldOnlyWithTheWrite fault) : StoreAround(inner)
    {
        public override async Task<bool> ReplaceAsync(Proposal before, Proposal after, IReadOnlyList<AuditEvent> events, CancellationToken cancellationToken) =>
            fault.written = await Inner.ReplaceAsync(before, after, events, cancellationToken);

        public override Task<Proposal?> FindAsync(ProposalId id, CancellationToken cancellationToken)
        {
            fault.written = false;
            return Inner.FindAsync(id, cancellationToken);
        }
    }

    private sealed class Notifier(INotifier inner, ToldOnlyWithTheWrite fault) : INotifier
    {
        public Task NotifyAsync(Notice notice, CancellationToken cancellationToken) =>
            notice.Kind is NoticeKind.Outcome && !fault.written ? Task.CompletedTask : inner.NotifyAsync(notice, cancellationToken);
    }
}
