using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Approvals.Transitions;
using OpsAgent.Core.Audit;
using OpsAgent.Functions.Hosting;
using OpsAgent.Functions.Tests.Crashes;
using OpsAgent.Functions.Tests.Kit;

namespace OpsAgent.Functions.Tests.Planted;

/// <summary>A token that was replaced decides all the same: neither the look-up nor the rule minds.</summary>
internal sealed class RotatedTokenStillGood : Fault
{
    public override Ports Plant(Ports ports, Bench bench) => ports with { ApprovalStore = new Store(ports.ApprovalStore) };

    public override Transition Apply(Proposal proposal, ProposalCommand command, DateTimeOffset now) => base.Apply(
        proposal,
        command switch
        {
            ProposalCommand.Approve approve => approve with { Token = null },
            ProposalCommand.Deny deny => deny with { Token = null },
            ProposalCommand.Withdraw withdraw => withdraw with { Token = null },
            _ => command,
        },
        now);

    private sealed class Store(IApprovalStore inner) : StoreAround(inner)
    {
        private readonly Dictionary<TokenHash, ProposalId> ever = [];

        public override async Task<bool> ReplaceAsync(Proposal before, Proposal after, IReadOnlyList<AuditEvent> events, CancellationToken cancellationToken)
        {
            ever[before.TokenHash] = before.Id;
            return await Inner.ReplaceAsync(before, after, events, cancellationToken);
        }

        public override async Task<Proposal?> FindByTokenAsync(TokenHash hash, CancellationToken cancellationToken) =>
            ever.TryGetValue(hash, out var id) ? await Inner.FindAsync(id, cancellationToken) : await Inner.FindByTokenAsync(hash, cancellationToken);
    }
}
