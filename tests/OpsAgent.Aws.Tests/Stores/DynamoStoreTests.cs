using Amazon.DynamoDBv2.Model;

using OpsAgent.Aws.Stores;
using OpsAgent.Aws.Tests.Kit;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Audit;
using OpsAgent.TestKit;
using OpsAgent.TestKit.Contracts;

namespace OpsAgent.Aws.Tests.Stores;

public sealed class DynamoStoreTests(Moto moto) : ApprovalStoreContract, IAsyncLifetime
{
    private TableNames _tables = null!;

    protected override int LeaseSequences => 8;

    public async ValueTask InitializeAsync() => _tables = await moto.TablesAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Replace_SixteenAtOnceFiftyTimes_LetsOneThroughEachTime()
    {
        var before = await StoredAsync(Proposals.New());
        for (var round = 0; round < 50; round++)
        {
            var (from, after) = (before, before with { Version = before.Version + 1 });
            var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => Store.ReplaceAsync(from, after, [], Stop))));

            Assert.Single(answers, won => won);
            before = after;
        }
    }

    [Fact]
    public Task ListPending_Several_ShowsThoseNewestFirstAndPassesOverWhatCannotBeRead() => ListsPendingAsync(() => new DynamoPendingProposals(moto.Clients, _tables, TimeProvider.System));

    protected override Task SpoilAsync(ProposalId id, string body) =>
        moto.SpoilAsync(_tables.Approvals, new() { ["pk"] = new AttributeValue { S = $"proposal#{id.Value}" } }, body, Stop);

    protected override Task SpoilEventAsync(string chain, long sequence, string body) => moto.SpoilAsync(
        _tables.Audit, new() { ["chain"] = new AttributeValue { S = chain }, ["sequence"] = new AttributeValue { S = $"{sequence:d12}" } }, body, Stop);

    protected override (IApprovalStore Store, IProposalIndex Index, IAuditTrail Audit) Create()
    {
        // An hour after the proposals of the tests.
        var store = new DynamoApprovalStore(moto.Clients, _tables, new FixedTime(Moments.After(3600)));
        return (store, store, new DynamoAuditTrail(moto.Clients, _tables, TimeProvider.System));
    }
}
