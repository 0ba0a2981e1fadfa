using System.Text.Json;

using OpsAgent.Core.Identity;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Api;

/// <summary>What answers about proposals say, member by member, and what they say of the caller's rights.</summary>
public sealed class ProposalAnswersTests
{
    private const string Core = "proposal_id status action_summary reason plan_hash requested_by expires_at risk_level risk_reasons approvals_needed approved_by";
    private const string Rights = "may_decide who_may_decide can_approve decisions why_not";
    private const string End = "correlation_id execution_mode timestamp";

    private readonly Bench bench = new();

    public ProposalAnswersTests() => Machine.Behind(bench);

    [Fact]
    public async Task Members_OfEachAnswer_ComeInTheirOrder()
    {
        var proposed = await bench.ProposeAsync(Users.Engineer);
        var id = proposed["proposal_id"];
        var listed = await bench.SendAsync(Events.Get("/operations/proposals", Users.Lead));
        var inConsole = await bench.SendAsync(Events.Get("/console/proposals", Users.Lead));
        var page = await bench.ShowAsync(Users.Lead, id!);
        var denied = await bench.DenyAsync(Users.Lead, proposed["approval_token"]!);
        var approved = await bench.ApproveAsync(Users.Lead, (await bench.ProposeAsync(Users.Engineer))["approval_token"]!);

        Assert.Equal($"success {Core} {Rights} approval_required approval_token plan instructions {End}", Names(proposed.Body));
        Assert.Equal($"{Core} {Rights}", Names(listed.Body.GetProperty("proposals")[0]));
        Assert.Equal($"{Core} {Rights} self_approval_allowed created_at ended_at plan", Names(inConsole.Body.GetProperty("proposals")[0]));
        Assert.Equal(
            $"success {Core} {Rights} self_approval_allowed created_at ended_at first_seen_at may_propose_again message plan closed_by close_reason refusal execution verification reversal watch effect_due_at effects timeline audit workflow {End}",
            Names(page.Body));
        Assert.Equal("operation parameters target summary before after undo notes", Names(page.Body.GetProperty("plan")));
        Assert.Equal($"success {Core} message {End}", Names(denied.Body));
        Assert.Equal($"success {Core} action_executed target_resource execution_status execution_time verification message {End}", Names(approved.Body));
    }

    [Theory]
    [InlineData("lead@example.com", """true ["approve","deny"] null""")]
    [InlineData("engineer@example.com", """false ["deny","withdraw"] You proposed this change, so another person approves it.""")]
    [InlineData("viewer@example.com", "false [] You are not an approver.")]
    public async Task Rights_OfACaller_AreTheSameOnEveryRoute(string user, string rights)
    {
        var by = Users.Id(user);
        var id = (await bench.ProposeAsync(Users.Engineer))["proposal_id"];

        Answer[] lists = [await bench.SendAsync(Events.Get("/operations/proposals", by)), await bench.SendAsync(Events.Get("/console/proposals", by))];
        Answer[] pages = [await bench.ShowAsync(by, id!), await bench.SendAsync(Events.Get($"/console/proposals/{id}", by))];

        var said = lists.Select(l => l.Body.GetProperty("proposals")[0]).Concat(pages.Select(p => p.Body)).ToList();
        Assert.All(said, s => Assert.Equal(rights, $"{s.GetProperty("may_decide").GetRawText()} {s.GetProperty("decisions").GetRawText()} {s.GetProperty("why_not").GetString() ?? "null"}"));
        Assert.All(said, s => Assert.Equal("An approver other than engineer@example.com. Can approve now: lead@example.com, admin@example.com.", s.GetProperty("who_may_decide").GetString()));
        Assert.All(said, s => Assert.Equal("""["lead@example.com","admin@example.com"]""", s.GetProperty("can_approve").GetRawText()));
    }

    [Fact]
    public async Task Rights_OnceItIsDecided_AreNone()
    {
        var proposed = await bench.ProposeAsync(Users.Engineer);
        await bench.DenyAsync(Users.Lead, proposed["approval_token"]!);

        var page = await bench.ShowAsync(Users.Lead, proposed["proposal_id"]!);

        Assert.Equal(("false", "null", "[]", "null"), (page["may_decide"], page["who_may_decide"], page["decisions"], page["why_not"]));
    }

    [Fact]
    public async Task Rights_WhereNobodyElseApproves_SaySo()
    {
        bench.Settings.Cached[ParameterNames.Approvers] = "engineer@example.com";
        var proposed = await bench.ProposeAsync(Users.Engineer);

        var page = await bench.ShowAsync(Users.Engineer, proposed["proposal_id"]!);

        Assert.StartsWith("Nobody", page["who_may_decide"], StringComparison.Ordinal);
    }

    private static string Names(JsonElement members) => string.Join(' ', members.EnumerateObject().Select(m => m.Name));
}
