using System.Text.Json.Nodes;

using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Api;

/// <summary>Who may decide by API key, in which mode.</summary>
public sealed class IdentityModeTests
{
    [Fact]
    public async Task Decide_ByANameThatTheClientGives_IsRefusedInSandboxLive()
    {
        var (bench, token) = await ProposedAsync(Bench.LocalAgent with { Mode = ExecutionMode.SandboxLive });

        Assert.Equal("VERIFIED_IDENTITY_REQUIRED", (await bench.ApproveAsync(Users.Lead, token)).Code);
        Assert.Equal("VERIFIED_IDENTITY_REQUIRED", (await bench.DenyAsync(Users.Lead, token)).Code);
        Assert.Empty(bench.Executor.Changes());
        Assert.Equal("withdrawn", (await bench.WithdrawAsync(Users.Engineer, token))["status"]);
    }

    [Fact]
    public async Task Decide_ByANameThatTheClientGives_IsTakenInSandboxLiveWhereItIsAllowed()
    {
        var (bench, token) = await ProposedAsync(Bench.LocalAgent with { Mode = ExecutionMode.SandboxLive, AllowAssertedDecisions = true });

        var answer = await bench.ApproveAsync(Users.Lead, token);

        Assert.Equal(("EXECUTED", "SANDBOX_LIVE"), (answer["execution_status"], answer["execution_mode"]));
    }

    [Theory]
    [InlineData(ExecutionMode.LocalMock, null)]
    [InlineData(ExecutionMode.DryRun, "VERIFIED_IDENTITY_REQUIRED")]
    public async Task Decide_ByProposalIdAndHash_TakesAVerifiedIdentityOutsideLocalMock(ExecutionMode mode, string? code)
    {
        var (bench, _) = await ProposedAsync(Bench.LocalAgent with { Mode = mode });
        var proposed = bench.Answers[^1];
        var parameters = new JsonObject { ["proposal_id"] = proposed["proposal_id"], ["plan_hash"] = proposed["plan_hash"]![..8] };

        var answer = await bench.SendAsync(Events.Post("/operations/approve", Events.Envelope("approve_action", parameters, Users.Lead)));

        Assert.Equal(code, answer.Code);
    }

    [Fact]
    public async Task Decide_OnAnotherPlanThanTheOneShown_IsPlanChanged()
    {
        var (bench, _) = await ProposedAsync(Bench.LocalAgent);
        var parameters = new JsonObject { ["proposal_id"] = bench.Answers[^1]["proposal_id"], ["plan_hash"] = "00000000" };

        var answer = await bench.SendAsync(Events.Post("/operations/approve", Events.Envelope("approve_action", parameters, Users.Lead)));

        Assert.Equal("PLAN_CHANGED", answer.Code);
        Assert.Empty(bench.Executor.Changes());
    }

    private static async Task<(Bench Bench, string Token)> ProposedAsync(AgentOptions agent)
    {
        var bench = new Bench { Agent = agent };
        Machine.Behind(bench);
        return (bench, (await bench.ProposeAsync(Users.Engineer))["approval_token"]!);
    }
}
