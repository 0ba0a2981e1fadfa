using System.Text.Json;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Hosting;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Api;

public sealed class ConsoleFunctionTests
{
    private readonly Bench bench = new();

    [Fact]
    public async Task Me_ALead_SaysWhatTheyMayAndWhoApproves()
    {
        var me = await GetAsync("me", Users.Lead);

        Assert.Equal(("lead@example.com", "asserted", "production", "proposal_id"), (me["user_id"], me["identity"], me["environment"], me["decides_by"]));
        Assert.Equal("""["user","operator","approver"]""", me["roles"]);
        Assert.Equal(("false", """["engineer@example.com","lead@example.com","admin@example.com"]"""), (me["everyone_approves"], me["approvers"]));
    }

    [Theory]
    [InlineData(true, 59, "true")]
    [InlineData(true, 61, "false")]
    [InlineData(false, 0, "false")]
    public async Task Me_ByAToken_SaysWhetherItIsOfThePersonThemselves(bool atConsole, int minutesAgo, string inPerson)
    {
        var token = new TokenVerification.Verified(Users.Lead, "client", atConsole, Moments.Start - TimeSpan.FromMinutes(minutesAgo));
        var signedIn = new Bench { Tokens = new FakeTokenVerifier(("lead-token", token)) };

        Assert.Equal(inPerson, (await signedIn.SendAsync(Events.Get("/console/me", Users.Lead).With("Authorization", "Bearer lead-token")))["in_person"]);
    }

    [Theory]
    [InlineData(true, "true")]
    [InlineData(false, "false")]
    public async Task Proposals_OfARiskThatItsRequesterMayTake_SaySo(bool allowed, string said)
    {
        var proposal = Proposals.In(ProposalStatus.Pending);
        bench.Store.With(proposal with { Risk = proposal.Risk! with { SelfApprovalAllowed = allowed } });

        var listed = await GetAsync("proposals", Users.Lead);

        Assert.Equal(said, (await GetAsync($"proposals/{proposal.Id}", Users.Lead))["self_approval_allowed"]);
        Assert.Equal(allowed, listed.Body.GetProperty("proposals")[0].GetProperty("self_approval_allowed").GetBoolean());
    }

    [Fact]
    public async Task Report_OfAPeriod_CountsItsProposalsAndNamesNobodyToApprovers()
    {
        for (var n = 1; n <= 12; n++)
        {
            bench.Store.With(Proposals.In(n <= 2 ? ProposalStatus.Expired : ProposalStatus.Completed, n));
        }

        bench.Time.SetUtcNow(Moments.After(3600));
        (string, string)[] period = [("from", "2026-03-14"), ("to", Timestamps.Text(Moments.After(11)))];
        var (admin, lead) = (await GetAsync("report", Users.Admin), await GetAsync("report", Users.Lead, period));

        var report = admin.Body.GetProperty("report");
        Assert.Equal(("true", "12", """{"completed":10,"expired":2}"""), (admin["complete"], report.GetProperty("proposals").GetRawText(), report.GetProperty("outcomes").GetRawText()));
        Assert.Equal("""{"count":10,"median_seconds":3,"p90_seconds":3}""", report.GetProperty("time_to_decide").GetRawText());
        Assert.Equal("""[{"person":"lead@example.com","approved":10,"denied":0,"quick":10,"decided":10}]""", report.GetProperty("deciders").GetRawText());
        Assert.Equal("""["lead@example.com"]""", report.GetProperty("rubber_stamps").GetRawText());
        Assert.Equal(("11", "null"), (lead.Body.GetProperty("report").GetProperty("proposals").GetRawText(), lead.Body.GetProperty("report").GetProperty("rubber_stamps").GetRawText()));
    }

    [Theory]
    [InlineData("2026-03-14T10:00Z", "2026-03-14T10:00Z")]
    [InlineData("2025-12-01", "2026-03-14")]
    [InlineData("yesterday", "2026-03-14")]
    public async Task Report_OfAPeriodThatIsNone_IsRefused(string from, string to)
    {
        var refused = await GetAsync("report", Users.Admin, ("from", from), ("to", to));

        Assert.Equal(("VALIDATION_ERROR", "from"), (refused.Code, refused.Body.GetProperty("error").GetProperty("details").GetProperty("field").GetString()));
    }

    [Fact]
    public async Task Me_WhereEveryAllowedUserApproves_NamesNobody()
    {
        bench.Settings.Cached[ParameterNames.Approvers] = "*";
        var me = await GetAsync("me", Users.Viewer);
        Assert.Equal(("true", "[]"), (me["everyone_approves"], me["approvers"]));
    }

    [Fact]
    public async Task Me_AnApproverWhoIsNoUser_IsNotNamed()
    {
        bench.Settings.Cached[ParameterNames.Approvers] = "stranger@example.com, LEAD@example.com,lead@example.com,no address";
        Assert.Equal("""["lead@example.com"]""", (await GetAsync("me", Users.Viewer))["approvers"]);
    }

    [Fact]
    public async Task Me_InDryRunByName_DecidesByTokenOnly()
    {
        var dry = new Bench { Agent = Bench.LocalAgent with { Mode = ExecutionMode.DryRun } };
        Assert.Equal("approval_token", (await dry.SendAsync(Events.Get("/console/me", Users.Lead)))["decides_by"]);
    }

    [Fact]
    public async Task Proposals_OpenAndEnded_AreShownWithTheirPlansNewestFirst()
    {
        var stored = new List<Proposal>();
        foreach (var (number, status) in Enum.GetValues<ProposalStatus>().Index())
        {
            stored.Add(await StoreAsync(status, number + 1));
        }

        var open = await GetAsync("proposals", Users.Viewer);
        var ended = await GetAsync("proposals", Users.Viewer, ("state", "ended"));

        Assert.Equal(["approved", "executing", "pending", "submitted"], Words(open, "proposals", "status").Order());
        Assert.Equal(7, Words(ended, "proposals", "status").Count());
        Assert.Equal(stored.Select(p => p.Id.Value).Order(), Words(open, "proposals", "proposal_id").Concat(Words(ended, "proposals", "proposal_id")).Order());
        Assert.Equal(Words(ended, "proposals", "created_at").OrderDescending(), Words(ended, "proposals", "created_at"));
        Assert.All(open.Body.GetProperty("proposals").EnumerateArray(), p => Assert.NotEmpty(p.GetProperty("plan").GetProperty("after").EnumerateObject()));
        Assert.DoesNotContain("token", open.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Proposals_AskedForAgainAndAgain_LeaveNothingInTheAudit()
    {
        var proposal = await StoreAsync(ProposalStatus.Pending, 1);
        var before = bench.Store.Audit.All.Count;

        Assert.True((await GetAsync("proposals", Users.Viewer)).Success);
        Assert.True((await GetAsync($"proposals/{proposal.Id}", Users.Viewer)).Success);
        Assert.Equal(before, bench.Store.Audit.All.Count);

        // What fails is kept, and so is a look at the audit itself.
        Assert.Equal("RESOURCE_NOT_FOUND", (await GetAsync("proposals/01kkng00000000000000000999", Users.Viewer)).Code);
        Assert.True((await GetAsync("audit", Users.Lead, ("day", "2026-03-14"))).Success);
        Assert.Equal(before + 2, bench.Store.Audit.All.Count);
    }

    [Fact]
    public async Task StateMachine_Anybody_HasEveryStateAndEveryWayOfTheDefinitionAndNoMore()
    {
        var answer = await GetAsync("statemachine", Users.Viewer);

        using var real = JsonDocument.Parse(WriteOperationDefinition.Text());
        var shown = answer.Body.GetProperty("definition");
        Assert.Equal(real.RootElement.GetProperty("StartAt").GetString(), shown.GetProperty("StartAt").GetString());
        Assert.Equal(Ways(real.RootElement), Ways(shown));
        Assert.DoesNotContain("arn:", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("ErrorEquals", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Audit_ByEverythingAtOnce_FindsTheOneEvent()
    {
        var proposal = await StoreAsync(ProposalStatus.Denied, 1);

        var found = await GetAsync(
            "audit", Users.Lead, ("proposal_id", proposal.Id.Value), ("event_type", "approval_denied"), ("day", "2026-03-14"), ("user", "ENGINEER@example.com"), ("limit", "5"));

        var shown = Assert.Single(found.Body.GetProperty("events").EnumerateArray());
        Assert.Equal(("approval_denied", "engineer@example.com"), (shown.GetProperty("event_type").GetString(), shown.GetProperty("user_id").GetString()));
        Assert.Equal(64, shown.GetProperty("hash").GetString()!.Length);
        Assert.Equal("null", found["next"]);
    }

    [Fact]
    public async Task Audit_PageAfterPage_MeetsEveryEventOnce()
    {
        for (var i = 1; i <= 4; i++)
        {
            await StoreAsync(ProposalStatus.Withdrawn, i);
        }

        var expected = bench.Store.Audit.All.Select(e => e.Hash).Order().ToList();
        var (met, next) = (new List<string>(), (string?)null);
        do
        {
            (string, string)[] query = [("event_type", "proposal_created"), ("limit", "3"), .. next is null ? [] : new[] { ("after", next) }];
            var page = await GetAsync("audit", Users.Lead, query);
            met.AddRange(Words(page, "events", "hash"));
            next = page["next"] is "null" ? null : page["next"];
        }
        while (next is not null);

        Assert.Equal(4, met.Count);
        Assert.Subset(expected.ToHashSet(), met.ToHashSet());
    }

    [Theory]
    [InlineData("day", "yesterday")]
    [InlineData("day", "2026-02-30")]
    [InlineData("user", "nobody")]
    [InlineData("event_type", "everything")]
    [InlineData("proposal_id", "x")]
    [InlineData("limit", "101")]
    [InlineData("limit", "0")]
    [InlineData("after", "2026-03-14")]
    [InlineData("before", "x")]
    public async Task Audit_AnInvalidParameter_IsRefusedByItsName(string name, string value)
    {
        (string, string)[] query = name == "day" ? [(name, value)] : [("day", "2026-03-14"), (name, value)];
        var answer = await GetAsync("audit", Users.Lead, query);
        Assert.Equal(("VALIDATION_ERROR", name), (answer.Code, answer.Details.GetProperty("field").GetString()));
    }

    [Fact]
    public async Task Audit_ForNothingInParticular_IsRefused() =>
        Assert.Equal("VALIDATION_ERROR", (await GetAsync("audit", Users.Lead)).Code);

    [Theory]
    [InlineData("audit")]
    [InlineData("chains/01kkng00000000000000000999")]
    public async Task Audit_AViewer_IsTold(string path)
    {
        var answer = await GetAsync(path, Users.Viewer, path == "audit" ? [("day", "2026-03-14")] : []);
        Assert.Equal((403, "ROLE_REQUIRED"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Chain_OfAProposal_HoldsAgainstTheHeadThatTheProposalKeeps()
    {
        var proposal = await StoreAsync(ProposalStatus.Denied, 1);
        var chain = await GetAsync($"chains/{proposal.Id}", Users.Admin);
        Assert.Equal(("true", "true", proposal.AuditHead.Hash), (chain["verified"], chain["head_kept"], chain["head"]));
        Assert.Equal($"{proposal.AuditHead.Sequence}", chain["count"]);
    }

    [Fact]
    public async Task Chain_OfARequest_HoldsAsFarAsItsLinksTell()
    {
        var asked = await GetAsync("me", Users.Viewer);
        var chain = await GetAsync($"chains/{asked["correlation_id"]}", Users.Lead);
        Assert.Equal(("true", "false", "1"), (chain["verified"], chain["head_kept"], chain["count"]));
    }

    [Fact]
    public async Task Chain_WithASpoiltEvent_ShowsItAndSaysSo()
    {
        var spoilt = new AuditEvent("01kkng00000000000000000777", 1, "no JSON", new string('a', 64));
        await bench.Store.Audit.AppendAsync([spoilt], CancellationToken.None);
        var chain = await GetAsync($"chains/{spoilt.Chain}", Users.Lead);
        Assert.Equal("false", chain["verified"]);
        Assert.Contains("event 1", chain["fault"], StringComparison.Ordinal);
        Assert.True(chain.Body.GetProperty("events")[0].GetProperty("unreadable").GetBoolean());
    }

    [Fact]
    public async Task Chain_WithAnEventThatIsToGoEarly_SaysSo()
    {
        var asked = await GetAsync("me", Users.Viewer);
        bench.Store.Audit.EndOtherwise(asked["correlation_id"]!, 1);

        var chain = await GetAsync($"chains/{asked["correlation_id"]}", Users.Lead);

        Assert.Equal(("false", "event 1 is to be deleted at another time than 2557 days after it happened"), (chain["verified"], chain["fault"]));
    }

    [Theory]
    [InlineData("01kkng00000000000000000999", "RESOURCE_NOT_FOUND")]
    [InlineData("no-chain", "VALIDATION_ERROR")]
    public async Task Chain_Unknown_IsRefused(string chain, string code) => Assert.Equal(code, (await GetAsync($"chains/{chain}", Users.Lead)).Code);

    [Fact]
    public async Task Incidents_PageAfterPage_AreShownNewestFirst()
    {
        for (var i = 0; i < 3; i++)
        {
            await bench.Incidents.CreateAsync(Reports.New(), _ => [], CancellationToken.None);
        }

        var first = await GetAsync("incidents", Users.Viewer, ("limit", "2"));
        var second = await GetAsync("incidents", Users.Viewer, ("limit", "2"), ("after", first["next"]!));

        Assert.Equal(["INC-2026-0003", "INC-2026-0002"], Words(first, "incidents", "incident_id"));
        Assert.Equal(["INC-2026-0001"], Words(second, "incidents", "incident_id"));
        Assert.Equal("null", second["next"]);
        Assert.Equal("VALIDATION_ERROR", (await GetAsync("incidents", Users.Viewer, ("after", "INC-1"))).Code);
    }

    private static IEnumerable<string> Ways(JsonElement definition) =>
        from state in definition.GetProperty("States").EnumerateObject()
        from member in state.Value.EnumerateObject()
        where member.Name is "Type" or "Comment" or "Next" or "Default" or "Choices" or "Catch"
        from value in member.Value.ValueKind is JsonValueKind.Array ? member.Value.EnumerateArray().Select(w => w.GetProperty("Next")) : [member.Value]
        orderby state.Name, member.Name
        select $"{state.Name}.{member.Name} {value.GetString()}";

    private Task<Answer> GetAsync(string path, UserId user, params (string, string)[] query) => bench.SendAsync(Events.Get($"/console/{path}", user, query));

    private static IEnumerable<string> Words(Answer answer, string list, string member) =>
        answer.Body.GetProperty(list).EnumerateArray().Select(i => i.GetProperty(member).GetString()!);

    private async Task<Proposal> StoreAsync(ProposalStatus status, int number)
    {
        var story = Proposals.Story(status, number);
        await bench.Store.SubmitAsync(story[0].Proposal, story[0].Events, null, CancellationToken.None);
        for (var i = 1; i < story.Count; i++)
        {
            Assert.True(await bench.Store.ReplaceAsync(story[i - 1].Proposal, story[i].Proposal, story[i].Events, null, [], CancellationToken.None));
        }

        return story[^1].Proposal;
    }
}
