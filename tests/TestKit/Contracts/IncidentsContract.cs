using OpsAgent.Core.Audit;
using OpsAgent.Core.Operations.Incidents;
using OpsAgent.Core.Primitives;

namespace OpsAgent.TestKit.Contracts;

/// <summary>What every store of incident records must do: the MUST sentences of <see cref="IIncidents"/> as tests.</summary>
public abstract class IncidentsContract
{
    private readonly Lazy<(IIncidents Incidents, IAuditTrail Audit)> _made;
    private int _chains;

    protected IncidentsContract() => _made = new(Create);

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    protected IIncidents Incidents => _made.Value.Incidents;

    protected IAuditTrail Audit => _made.Value.Audit;

    /// <summary>A new, empty store; called once in each test.</summary>
    protected abstract (IIncidents Incidents, IAuditTrail Audit) Create();

    /// <summary>Puts a body in place of an incident's that this version cannot read.</summary>
    protected abstract Task SpoilAsync(IncidentId id, string body);

    [Fact]
    public async Task File_TheFirstOfAYear_IsNumberOneAndIsReadBackToTheByte()
    {
        var filed = await FiledAsync(Reports.New(key: "key-1"));

        Assert.Equal("INC-2026-0001", filed.Id.Value);
        Assert.Equal(Reports.Json(filed), Reports.Json(await Incidents.FindAsync(filed.Id, Stop)));
        Assert.Equal(Reports.Json(filed), Reports.Json(Assert.Single((await Incidents.ListAsync(10, null, Stop)).Incidents)));
    }

    [Fact]
    public async Task File_WithoutWhatIsOptional_IsReadBackWithoutIt()
    {
        var filed = await FiledAsync(Reports.New() with { Links = [], ProposalId = null });

        var found = (await Incidents.FindAsync(filed.Id, Stop))!.Report;
        Assert.Equal((0, null, null), (found.Links.Count, found.ProposalId, found.IdempotencyKey));
    }

    [Fact]
    public async Task File_AnotherYear_CountsFromOneAgainAndTheOldYearGoesOn()
    {
        var ids = new List<string>();
        foreach (var year in new[] { 2026, 2026, 2027, 2026 })
        {
            ids.Add((await FiledAsync(Reports.New(at: new DateTimeOffset(year, 12, 31, 23, 59, 59, TimeSpan.Zero)))).Id.Value);
        }

        Assert.Equal(["INC-2026-0001", "INC-2026-0002", "INC-2027-0001", "INC-2026-0003"], ids);
    }

    [Fact]
    public async Task File_AtNewYearElsewhere_CountsInTheYearOfUtc() => Assert.Equal(
        "INC-2026-0001",
        (await FiledAsync(Reports.New(at: new DateTimeOffset(2027, 1, 1, 1, 0, 0, TimeSpan.FromHours(2))))).Id.Value);

    [Fact]
    public async Task File_ManyAtOnce_GivesEachANumberOfItsOwn()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var all = Enumerable.Range(0, 16).Select(_ => Task.Run(async () =>
        {
            await gate.Task;
            return (await FiledAsync(Reports.New())).Id.Value;
        })).ToList();
        gate.SetResult();

        Assert.Equal(16, (await Task.WhenAll(all)).Distinct().Count());
        Assert.Equal(16, (await Incidents.ListAsync(100, null, Stop)).Incidents.Count);
    }

    [Fact]
    public async Task File_TheSameKeyAtOnce_StoresOne()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var all = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            await gate.Task;
            return await FileAsync(Reports.New(key: "key-1"));
        })).ToList();
        gate.SetResult();

        Assert.Single(await Task.WhenAll(all), f => f is IncidentCreation.Created);
        Assert.Single((await Incidents.ListAsync(100, null, Stop)).Incidents);
    }

    [Fact]
    public async Task File_AKeyThatItsReporterHasUsed_AnswersTheFirstAndStoresNothing()
    {
        var first = await FiledAsync(Reports.New(key: "key-1"));

        var again = Assert.IsType<IncidentCreation.Repeated>(await FileAsync(Reports.New(key: "key-1") with { Summary = "another text under it" }));

        Assert.Equal(Reports.Json(first), Reports.Json(again.First));
        Assert.Single((await Incidents.ListAsync(10, null, Stop)).Incidents);
        Assert.Empty(await Audit.ReadAsync("chain-2", Stop));
        Assert.Equal("INC-2026-0002", (await FiledAsync(Reports.New(key: "key-2"))).Id.Value);
    }

    [Fact]
    public async Task File_AKeyOfAnotherPerson_IsAnotherKey()
    {
        await FiledAsync(Reports.New(Users.Engineer, "key-1"));

        Assert.Equal("INC-2026-0002", (await FiledAsync(Reports.New(Users.Lead, "key-1"))).Id.Value);
    }

    [Fact]
    public async Task File_WithItsEvents_WritesThemInTheSameTransaction()
    {
        var filed = Assert.IsType<IncidentCreation.Created>(await FileAsync(Reports.New()));

        Assert.Equal(filed.Events, await Audit.ReadAsync("chain-1", Stop));
        Assert.Contains(filed.Incident.Id.Value, filed.Events[0].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_EventsThatCannotBeWritten_StoresNothing()
    {
        var taken = Link("chain-1", "somebody else's");
        await Audit.AppendAsync([taken], Stop);

        await Assert.ThrowsAsync<AuditWriteException>(() => FileAsync(Reports.New(key: "key-1")));

        Assert.Empty((await Incidents.ListAsync(10, null, Stop)).Incidents);
        Assert.Null(await Incidents.FindAsync(IncidentId.Of(2026, 1), Stop));
        Assert.Equal([taken], await Audit.ReadAsync("chain-1", Stop));
        // The key was not used up either.
        await FiledAsync(Reports.New(key: "key-1"));
    }

    [Fact]
    public async Task List_MoreThanTheLimit_AnswersTheNewestFirst()
    {
        for (var i = 0; i < 11; i++)
        {
            await FiledAsync(Reports.New(at: Moments.Start));
        }

        Assert.Equal(["INC-2026-0011", "INC-2026-0010", "INC-2026-0009"], (await Incidents.ListAsync(3, null, Stop)).Incidents.Select(i => i.Id.Value));
    }

    [Fact]
    public async Task List_PageAfterPage_MeetsEveryIncidentOnceAcrossYears()
    {
        foreach (var year in new[] { 2026, 2026, 2026, 2027, 2027 })
        {
            await FiledAsync(Reports.New(at: new DateTimeOffset(year, 6, 1, 0, 0, 0, TimeSpan.Zero)));
        }

        var met = await ReadToTheEndAsync(2, unreadable: 0);

        Assert.Equal(["INC-2027-0002", "INC-2027-0001", "INC-2026-0003", "INC-2026-0002", "INC-2026-0001"], met);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no JSON")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"id":"INC-2026-0002"}""")]
    public async Task List_OneThatCannotBeRead_PassesItOverAndSaysSo(string body)
    {
        for (var i = 0; i < 4; i++)
        {
            await FiledAsync(Reports.New(at: Moments.Start));
        }

        await SpoilAsync(IncidentId.Of(2026, 2), body);

        Assert.Equal(["INC-2026-0004", "INC-2026-0003", "INC-2026-0001"], await ReadToTheEndAsync(1, unreadable: 1));
        Assert.Equal(["INC-2026-0004", "INC-2026-0003", "INC-2026-0001"], await ReadToTheEndAsync(10, unreadable: 1));
        await Assert.ThrowsAsync<UnreadableRecordException>(() => Incidents.FindAsync(IncidentId.Of(2026, 2), Stop));
        Assert.Equal("INC-2026-0005", (await FiledAsync(Reports.New())).Id.Value);
    }

    [Fact]
    public async Task Find_Unknown_IsNull() => Assert.Null(await Incidents.FindAsync(IncidentId.Of(2026, 1), Stop));

    private async Task<IReadOnlyList<string>> ReadToTheEndAsync(int limit, int unreadable)
    {
        var (met, after, passedOver) = (new List<string>(), (IncidentId?)null, 0);
        do
        {
            var page = await Incidents.ListAsync(limit, after, Stop);
            met.AddRange(page.Incidents.Select(i => i.Id.Value));
            (after, passedOver) = (page.Next, passedOver + page.Unreadable);
        }
        while (after is not null);
        Assert.Equal(unreadable, passedOver);
        return met;
    }

    private async Task<Incident> FiledAsync(IncidentReport report) => Assert.IsType<IncidentCreation.Created>(await FileAsync(report)).Incident;

    // Each call has a chain of its own, as each request has.
    private Task<IncidentCreation> FileAsync(IncidentReport report)
    {
        var chain = $"chain-{Interlocked.Increment(ref _chains)}";
        return Incidents.CreateAsync(report, i => [Link(chain, i.Id.Value)], Stop);
    }

    private static AuditEvent Link(string chain, string outcome) => AuditChain.Append(
        chain, AuditHead.Start, "01kkng0000000000000000evnt", Moments.Start, Proposals.Subject, new AuditEntry(AuditEventType.IncidentCreated, outcome));
}
