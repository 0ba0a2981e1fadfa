using System.Globalization;

using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Audit;
using OpsAgent.Functions.Tests.Kit;

namespace OpsAgent.Functions.Tests.Races;

public sealed class DynamoRaceTests(DynamoStores dynamo, ITestOutputHelper output) : RaceContract(output), IClassFixture<DynamoStores>
{
    // moto answers some two hundred calls a second; .ci/full sends all two hundred.
    protected override int Crowd => int.Parse(Environment.GetEnvironmentVariable("RACE_CROWD") ?? "60", CultureInfo.InvariantCulture);

    protected override int Crowds => 1;

    protected override int Repeats => 40;

    protected override TimeSpan LastMoment => TimeSpan.FromSeconds(2);

    [Fact(Explicit = true)]
    public Task Propose_TheSameTwoHundredTimes_IsOneProposalAndTheLastTokenCounts() => ProposeTheSameAsync(200);

    protected override Task<(IApprovalStore Proposals, IProposalIndex Index, IAuditTrail Audit)> StoresAsync(int seed) => dynamo.NewAsync();
}
