using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Audit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Races;

public sealed class InMemoryRaceTests(ITestOutputHelper output) : RaceContract(output)
{
    protected override Task<(IApprovalStore Proposals, IProposalIndex Index, IAuditTrail Audit)> StoresAsync(int seed)
    {
        var store = new InMemoryApprovalStore();
        return Task.FromResult<(IApprovalStore, IProposalIndex, IAuditTrail)>((new RestlessStore(store, seed), store, store.Audit));
    }
}
