using System.Text.Json.Nodes;

using Amazon.DynamoDBv2.Model;

using OpsAgent.Aws.Stores;
using OpsAgent.Aws.Tests.Kit;
using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Approvals.Transitions;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Incidents;
using OpsAgent.TestKit;

namespace OpsAgent.Aws.Tests.Stores;

/// <summary>The items that the stores of commit e492da4 wrote: six proposals, an incident, two conversations, their audit and the Reconciler's place.</summary>
public sealed class EarlierVersionTests(Moto moto) : IAsyncLifetime
{
    private static readonly ProposalId Completed = ProposalId.TryParse("01m8fhq3m0pb6pg7m9a8fffnwa")!.Value;
    private static readonly ProposalId Pending = ProposalId.TryParse("01m8fjfbx07nnkxs1702m6bzy1")!.Value;
    private static readonly DateTimeOffset Stopped = new(2026, 11, 27, 22, 37, 11, TimeSpan.Zero);

    private TableNames _tables = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private DynamoApprovalStore Store => new(moto.Clients, _tables, TimeProvider.System);

    private DynamoAuditTrail Audit => new(moto.Clients, _tables, TimeProvider.System);

    public async ValueTask InitializeAsync()
    {
        _tables = await moto.TablesAsync();
        foreach (var (name, table) in new[] { ("approvals", _tables.Approvals), ("audit", _tables.Audit), ("incidents", _tables.Incidents), ("sessions", _tables.Sessions) })
        {
            foreach (var chunk in Items(name).Chunk(25))
            {
                await moto.Clients.DynamoDb.BatchWriteItemAsync(
                    new BatchWriteItemRequest { RequestItems = new() { [table] = [.. chunk.Select(i => new WriteRequest(new PutRequest(i)))] } }, Stop);
            }
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Lists_OfEveryStatus_FindThemAll()
    {
        var expected = new Dictionary<ProposalStatus, int>
        {
            [ProposalStatus.Completed] = 1, [ProposalStatus.Denied] = 1, [ProposalStatus.Expired] = 2, [ProposalStatus.Withdrawn] = 1, [ProposalStatus.Pending] = 1,
        };
        foreach (var status in Enum.GetValues<ProposalStatus>())
        {
            var list = await Store.ListAsync(status, 10, Stop);
            Assert.Equal((expected.GetValueOrDefault(status), 0), (list.Proposals.Count, list.Unreadable));
            var walked = await Store.ListOldestFirstAsync(status, DateTimeOffset.UnixEpoch, null, 10, Stop);
            Assert.Equal((list.Proposals.Count, 0), (walked.Proposals.Count, walked.Unreadable));
        }

        var pending = (await Store.FindAsync(Pending, Stop))!;
        Assert.Equal(Pending, (await Store.FindByTokenAsync(pending.TokenHash, Stop))!.Id);
        Assert.Equal(ProposalCursor.Of(pending), await Store.ReadCursorAsync(Stop));
    }

    [Fact]
    public async Task Audit_OfEveryProposal_HoldsToItsHead()
    {
        foreach (var status in Enum.GetValues<ProposalStatus>())
        {
            foreach (var proposal in (await Store.ListAsync(status, 10, Stop)).Proposals)
            {
                Assert.Null(AuditChain.FindFirstProblem(proposal.Id.Value, await Audit.ReadAsync(proposal.Id.Value, Stop), proposal.AuditHead));
            }
        }

        var denied = await Audit.SearchAsync(new AuditSearch { Type = AuditEventType.ApprovalDenied }, null, 10, Stop);
        Assert.Equal("01m8fhq4g6vcp76z49dtxyezvk", Assert.Single(denied.Events).Chain);
        var day = await Audit.SearchAsync(new AuditSearch { Day = new DateOnly(2026, 11, 27) }, null, 200, Stop);
        Assert.Equal((Items("audit").Count, 0, null), (day.Events.Count, day.Unreadable, day.Next));
        foreach (var chain in day.Events.Select(e => e.Chain).Distinct())
        {
            Assert.Null(AuditChain.FindFirstProblem(chain, await Audit.ReadAsync(chain, Stop), null));
        }
    }

    [Fact]
    public async Task Approve_OfTheOneThatWaits_IsStoredOverIt()
    {
        var before = (await Store.FindAsync(Pending, Stop))!;
        var (after, events) = Proposals.Take(before, new ProposalCommand.Approve(Users.Asserted(Users.Lead), null, null, Authority.None), Stopped);

        Assert.True(await Store.ReplaceAsync(before, after, events, Stop));

        Assert.Equal([Pending], (await Store.ListAsync(ProposalStatus.Approved, 10, Stop)).Proposals.Select(p => p.Id));
        Assert.Empty((await Store.ListAsync(ProposalStatus.Pending, 10, Stop)).Proposals);
        Assert.Null(AuditChain.FindFirstProblem(Pending.Value, await Audit.ReadAsync(Pending.Value, Stop), after.AuditHead));
        Assert.Equal(new SubmitResult.Busy(Pending), await Store.SubmitAsync(Proposals.New() with { Plan = before.Plan }, [], Stop));
    }

    [Theory]
    [InlineData(23, true)]
    [InlineData(25, false)]
    public async Task FindLast_OfATargetWithoutAnItem_ReadsTheProposalsOfADay(int hoursLater, bool found)
    {
        var completed = (await Store.FindAsync(Completed, Stop))!;
        var store = new DynamoApprovalStore(moto.Clients, _tables, new FixedTime(completed.CreatedAt + TimeSpan.FromHours(hoursLater)));

        var history = await store.FindLastAsync(completed.Plan.Target.Arn, completed.Plan.Operation, Stop);

        Assert.Equal(found ? new PastExecution(Completed, ExecutionStatus.Executed, completed.Execution!.At) : null, history.Last);
        Assert.Equal(TargetHistory.None, await store.FindLastAsync(completed.Plan.Target.Arn, "another", Stop));
    }

    [Fact]
    public async Task Incidents_AreReadWithAllTheyHold()
    {
        var incident = Assert.Single((await new DynamoIncidents(moto.Clients, _tables, TimeProvider.System).ListAsync(10, null, Stop)).Incidents);
        Assert.Equal((IncidentId.Of(2026, 1), Completed, "high"), (incident.Id, incident.Report.ProposalId, incident.Report.Severity));
    }

    [Fact]
    public async Task Sessions_OfWhichItIsNotKnownHowTheirOwnerWasProved_AreNobodys()
    {
        var sessions = new DynamoSessions(moto.Clients, _tables, TimeProvider.System);

        foreach (var owner in (Person[])[Users.Asserted(Users.Engineer), Users.Verified(Users.Engineer)])
        {
            Assert.Null(await sessions.FindAsync(owner, SessionId.TryParse("01m8fhq4zq36dxpk3fv7rzqqpv")!.Value, Stopped, Stop));
        }
    }

    private static List<Dictionary<string, AttributeValue>> Items(string name)
    {
        using var stream = typeof(EarlierVersionTests).Assembly.GetManifestResourceStream($"fixtures/{name}.jsonl")!;
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Item)];
    }

    private static Dictionary<string, AttributeValue> Item(string line) => JsonNode.Parse(line)!.AsObject().ToDictionary(
        m => m.Key, m => m.Value!["S"] is { } text ? new AttributeValue { S = text.GetValue<string>() } : new AttributeValue { N = m.Value["N"]!.GetValue<string>() });
}
