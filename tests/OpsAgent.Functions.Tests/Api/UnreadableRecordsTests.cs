using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Operations.Incidents;
using OpsAgent.Functions.Hosting;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Api;

/// <summary>A stored record that this version cannot read hides nothing beside it: lists, health and risk go on and say so.</summary>
public sealed class UnreadableRecordsTests
{
    private readonly Bench bench = new();

    [Theory]
    [InlineData("/operations/proposals")]
    [InlineData("/console/proposals")]
    public async Task Lists_OneProposalCannotBeRead_ShowTheOthersAndSaySo(string path)
    {
        var (first, second) = (Proposals.In(ProposalStatus.Pending), Proposals.In(ProposalStatus.Pending, 2));
        bench.Store.With(first, second);
        Assert.False((await bench.SendAsync(Events.Get(path, Users.Lead))).Body.TryGetProperty("unreadable", out _));

        bench.Store.Spoil(second.Id);

        var answer = await bench.SendAsync(Events.Get(path, Users.Lead));
        Assert.Equal(first.Id.Value, Assert.Single(answer.Body.GetProperty("proposals").EnumerateArray()).GetProperty("proposal_id").GetString());
        AssertSaysSo(answer);
    }

    [Fact]
    public async Task Incidents_OneCannotBeRead_ShowTheOthersAndGoOn()
    {
        for (var i = 0; i < 3; i++)
        {
            await bench.Incidents.CreateAsync(Reports.New(), _ => [], CancellationToken.None);
        }

        bench.Incidents.Spoil(IncidentId.Of(2026, 2));

        var first = await bench.SendAsync(Events.Get("/console/incidents", Users.Lead, ("limit", "2")));
        AssertSaysSo(first);
        Assert.Equal("INC-2026-0002", first["next"]);
        var second = await bench.SendAsync(Events.Get("/console/incidents", Users.Lead, ("limit", "2"), ("after", first["next"]!)));
        Assert.Equal("INC-2026-0001", Assert.Single(second.Body.GetProperty("incidents").EnumerateArray()).GetProperty("incident_id").GetString());
        Assert.False(second.Body.TryGetProperty("unreadable", out _));
    }

    [Fact]
    public async Task Audit_OneEventCannotBeRead_ShowsTheOthersTheProposalAndThatItsChainIsBroken()
    {
        var proposed = await bench.ProposeAsync(Users.Engineer);
        var id = proposed["proposal_id"]!;
        bench.Store.Audit.Spoil(id, 1, "no JSON");

        var found = await bench.SendAsync(Events.Get("/console/audit", Users.Lead, ("proposal_id", id)));
        Assert.NotEmpty(found.Body.GetProperty("events").EnumerateArray());
        AssertSaysSo(found);
        var page = await bench.ShowAsync(Users.Lead, id);
        Assert.True(page.Success, page.Raw);
        Assert.False(page.Body.GetProperty("audit").GetProperty("verified").GetBoolean());
        Assert.True(page.Body.GetProperty("timeline")[0].GetProperty("unreadable").GetBoolean());
        Assert.Equal(JsonValueKind.String, page.Body.GetProperty("timeline")[1].GetProperty("event_type").ValueKind);
    }

    [Fact]
    public async Task Show_AProposalThatCannotBeRead_SaysWhatToDoAndIsAudited()
    {
        var proposal = Proposals.In(ProposalStatus.Pending);
        bench.Store.With(proposal);
        bench.Store.Spoil(proposal.Id);

        foreach (var answer in new[]
        {
            await bench.ShowAsync(Users.Lead, proposal.Id.Value),
            await bench.ApproveAsync(Users.Lead, Proposals.Token(1).Reveal()),
            await bench.DenyAsync(Users.Lead, Proposals.Token(1).Reveal()),
        })
        {
            Assert.Equal((200, "RECORD_UNREADABLE"), (answer.Status, answer.Code));
            Assert.Contains("This request changed nothing. Ask an administrator to", answer.Message, StringComparison.Ordinal);
            Assert.Contains($"ERROR {answer["correlation_id"]} A stored proposal cannot be read", bench.Logger.Buffer.ToString(), StringComparison.Ordinal);
            Assert.Contains(bench.Lines, l => l.Contains("error_occurred", StringComparison.Ordinal) && l.Contains(answer["correlation_id"]!, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Chain_OfAProposalThatCannotBeRead_IsShownAndNotVerified()
    {
        var id = (await bench.ProposeAsync(Users.Engineer))["proposal_id"]!;
        bench.Store.Spoil(ProposalId.TryParse(id)!.Value);

        var chain = await bench.SendAsync(Events.Get($"/console/chains/{id}", Users.Lead));

        Assert.Equal(("false", "false"), (chain["verified"], chain["head_kept"]));
        Assert.Contains("cannot be read", chain["fault"], StringComparison.Ordinal);
        Assert.Equal(2, chain.Body.GetProperty("events").GetArrayLength());
    }

    [Fact]
    public async Task Chat_OnePendingProposalCannotBeRead_ListsTheOthersAndSaysSo()
    {
        var (first, second) = (Proposals.In(ProposalStatus.Pending), Proposals.In(ProposalStatus.Pending, 2));
        bench.Store.With(first, second);
        bench.Store.Spoil(second.Id);

        var answer = await bench.SendAsync(Events.Post("/chat", new JsonObject
        {
            ["message"] = "what is pending?",
            ["user_context"] = new JsonObject { ["user_id"] = Users.Lead.Value },
        }));

        Assert.Contains(first.Id.Value, answer.Raw, StringComparison.Ordinal);
        Assert.Contains("One more cannot be read", answer["reply"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_APendingProposalCannotBeRead_IsDegradedAndNotDown()
    {
        var proposal = Proposals.In(ProposalStatus.Pending);
        bench.Store.With(proposal);
        bench.Store.Spoil(proposal.Id);

        var answer = await bench.SendAsync(Events.Event("GET", "/health", null).Without("X-API-Key"));

        Assert.Equal((200, true, "degraded"), (answer.Status, answer.Success, answer["status"]));
        Assert.Equal(("degraded", "ok"), (answer.Body.GetProperty("services").GetProperty("approvals").GetString(), answer.Body.GetProperty("services").GetProperty("audit").GetString()));
        Assert.Contains("ERROR health of approvals: 1 of the newest 50 pending proposals cannot be read.", bench.Logger.Buffer.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Risk_AnEarlierProposalCannotBeRead_IsRaisedAndSaysWhy()
    {
        var proposal = Proposals.New(2);
        bench.Store.With(Proposals.In(ProposalStatus.Denied) with { Plan = proposal.Plan }, proposal);
        bench.Store.Spoil(Proposals.In(ProposalStatus.Denied).Id);

        var risk = await bench.StepAsync("AssessRisk", proposal.Id);

        Assert.Equal("high", Asl.Text(risk["level"]));
        Assert.Contains(
            "One stored proposal for this target cannot be read, so a recent change here cannot be ruled out.", risk["reasons"]!.AsArray().Select(r => Asl.Text(r)));
        Assert.Contains("ERROR risk of", bench.Logger.Buffer.ToString(), StringComparison.Ordinal);
    }

    private void AssertSaysSo(Answer answer)
    {
        Assert.True(answer.Success, answer.Raw);
        Assert.Equal(1, answer.Body.GetProperty("unreadable").GetInt32());
        Assert.Contains($"ERROR {answer["correlation_id"]} 1 stored records cannot be read and were passed over.", bench.Logger.Buffer.ToString(), StringComparison.Ordinal);
    }
}
