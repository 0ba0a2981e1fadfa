using System.Text.Json.Nodes;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Tests.Chat;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Api;

/// <summary>An ended proposal is proposed again in one step, and what else people see of the minutes in which they decide.</summary>
public sealed class ProposeAgainTests
{
    private readonly Bench bench = new();

    public ProposeAgainTests()
    {
        Machine.Behind(bench);
        bench.Services.Put(SampleServices.Web);
    }

    [Fact]
    public async Task ProposeAgain_AWithdrawnProposal_IsTheSameByWhoeverAsks()
    {
        var first = await WithdrawnAsync();
        Assert.Equal("true", (await bench.ShowAsync(Users.Lead, first))["may_propose_again"]);

        var again = await AgainAsync(Users.Lead, first);

        Assert.Equal(("pending", "lead@example.com"), (again["status"], again["requested_by"]));
        Assert.NotEqual(first, again["proposal_id"]);
        Assert.Equal("completed", (await ApprovedAsync(again))["status"]);
    }

    [Fact]
    public async Task ProposeAgain_APlanThatChanged_AnswersBothSidesAndIsProposedByItsHash()
    {
        var first = await WithdrawnAsync(Scaling.Request());
        bench.Services.Put(SampleServices.WebAt(4));

        var changed = await AgainAsync(Users.Engineer, first);

        var details = changed.Body.GetProperty("error").GetProperty("details");
        Assert.Equal(
            ("PLAN_CHANGED", "4", "6"),
            (changed.Code, details.GetProperty("now").GetProperty("desired_count").GetString(), details.GetProperty("after").GetProperty("desired_count").GetString()));
        Assert.Single(bench.Store.All);

        var hash = details.GetProperty("plan_hash").GetString()!;
        Assert.Equal("pending", (await AgainAsync(Users.Engineer, first, hash[..8]))["status"]);
        Assert.Equal(hash, bench.Store.All.Single(p => p.Id.Value != first).PlanHash.Value);
    }

    [Theory]
    [InlineData("""{}""", "VALIDATION_ERROR")]
    [InlineData("""{"proposal_id":"x"}""", "VALIDATION_ERROR")]
    [InlineData("""{"proposal_id":"01kkng00000000000000009999"}""", "RESOURCE_NOT_FOUND")]
    [InlineData("""{"proposal_id":"01kkng00000000000000000001"}""", "ALREADY_DECIDED")]
    [InlineData("""{"proposal_id":"01kkng00000000000000000001","reason":"another one"}""", "VALIDATION_ERROR")]
    public async Task ProposeAgain_WhatCannotBe_IsRefused(string body, string code)
    {
        bench.Store.With(Proposals.In(ProposalStatus.Denied));

        Assert.Equal(code, (await bench.SendAsync(Events.Post("/operations/propose_again", JsonNode.Parse(body)!).With("X-OpsAgent-User", Users.Lead.Value))).Code);
        Assert.Single(bench.Store.All);
    }

    [Fact]
    public async Task Chat_ItsButton_ProposesTheSameAgain()
    {
        var first = await WithdrawnAsync();
        var talk = new Talk(bench, Users.Lead);

        var answer = await talk.AgainAsync(first);

        Assert.Equal(("proposal", "pending", "lead@example.com"), (Talk.Card(answer, "kind"), Talk.Card(answer, "status"), Talk.Card(answer, "requested_by")));
    }

    [Fact]
    public async Task Chat_ItsButtonWhereThePlanChanged_ShowsADraftThatProposesTheNewOne()
    {
        var first = await WithdrawnAsync(Scaling.Request());
        bench.Services.Put(SampleServices.WebAt(4));
        var talk = new Talk(bench, Users.Lead);

        var shown = await talk.AgainAsync(first);

        Assert.Equal("draft", Talk.Card(shown, "kind"));
        Assert.StartsWith("It changed since you were shown it, so nothing was proposed: desired_count was 3 and is 4.", shown["reply"], StringComparison.Ordinal);
        Assert.Single(bench.Store.All);
        Assert.Equal("pending", Talk.Card(await talk.ConfirmAsync(), "status"));
        Assert.Equal(2, bench.Store.All.Count);
    }

    [Fact]
    public async Task Look_OfSomebodyWhoMayApprove_IsRememberedOnce()
    {
        var id = (await bench.ProposeAsync(Users.Engineer))["proposal_id"]!;
        await bench.ShowAsync(Users.Engineer, id);
        await bench.ShowAsync(Users.Viewer, id);
        await bench.SendAsync(Events.Get($"/console/proposals/{id}", Users.Lead));
        await new Talk(bench, Users.Lead).SayAsync($"status of {id}");
        Assert.Null(await SeenAsync(id));

        bench.Time.Advance(TimeSpan.FromSeconds(30));
        var first = bench.Time.GetUtcNow();
        await bench.ShowAsync(Users.Lead, id);
        bench.Time.Advance(TimeSpan.FromSeconds(30));
        var page = await bench.ShowAsync(Users.Admin, id);

        Assert.Equal(first, await SeenAsync(id));
        Assert.Equal(Timestamps.Text(first), page["first_seen_at"]);
    }

    [Fact]
    public async Task Look_ThatCannotBeRemembered_IsAnsweredAllTheSame()
    {
        var id = (await bench.ProposeAsync(Users.Engineer))["proposal_id"]!;
        bench.Store.BeforeReplace = _ => throw new AwsException(ErrorCode.AwsThrottled, "dynamodb:TransactWriteItems", "*", "slow down");

        Assert.Equal("pending", (await bench.ShowAsync(Users.Lead, id))["status"]);

        Assert.Null(await SeenAsync(id));
    }

    private async Task<string> WithdrawnAsync(JsonObject? request = null)
    {
        var proposed = await (request is null ? bench.ProposeAsync(Users.Engineer) : bench.SendAsync(request));
        await bench.WithdrawAsync(Users.Engineer, proposed["approval_token"]!);
        return proposed["proposal_id"]!;
    }

    private Task<Answer> AgainAsync(UserId by, string id, string? planHash = null)
    {
        var body = new JsonObject { ["proposal_id"] = id, ["user_id"] = by.Value };
        if (planHash is not null)
        {
            body["plan_hash"] = planHash;
        }

        return bench.SendAsync(Events.Post("/operations/propose_again", body));
    }

    private async Task<Answer> ApprovedAsync(Answer proposed)
    {
        await bench.ApproveAsync(Users.Admin, proposed["approval_token"]!);
        return await bench.ShowAsync(Users.Admin, proposed["proposal_id"]!);
    }

    private async Task<DateTimeOffset?> SeenAsync(string id) => (await bench.ReadAsync(ProposalId.TryParse(id)!.Value)).FirstSeenAt;
}
