using System.Text.Json.Nodes;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Guardrails;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Api;

/// <summary>A risk rule that asks for two people at high risk, and a critical target.</summary>
public sealed class QuorumTests
{
    private readonly Bench bench = new()
    {
        Agent = Bench.LocalAgent with { RiskPolicy = new RiskPolicy { Approvals = new Dictionary<RiskLevel, int> { [RiskLevel.High] = 2 } } },
    };

    private readonly Machine machine;

    public QuorumTests()
    {
        machine = Machine.Behind(bench);
        bench.Fleet.Put(Instances.Web.WithTag("CriticalityLevel", "critical"));
    }

    [Fact]
    public async Task Propose_ACriticalTarget_SaysThatTwoPeopleMustApprove()
    {
        var answer = await bench.ProposeAsync(Users.Engineer);

        Assert.Equal(("high", "2"), (answer["risk_level"], answer["approvals_needed"]));
        Assert.StartsWith("Give the approval_token to 2 approvers other than you", answer["instructions"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Approve_ByOnePerson_CountsAndWaitsForAnother()
    {
        var (id, token) = await ProposeAsync();

        var answer = await bench.ApproveAsync(Users.Lead, token);

        Assert.True(answer.Success);
        Assert.Equal(("pending", "waiting_for_more_approvals", "false"), (answer["status"], answer["execution_status"], answer["action_executed"]));
        Assert.Contains("(1 of 2)", answer["message"], StringComparison.Ordinal);
        await IsOpenWithAsync(id, "lead@example.com");
    }

    [Theory]
    [InlineData("lead@example.com")]
    [InlineData("LEAD@EXAMPLE.COM")]
    [InlineData(" Lead@Example.com ")]
    public async Task Approve_ByTheSamePersonTwice_CountsOnce(string spelling)
    {
        var (id, token) = await ProposeAsync();
        await bench.ApproveAsync(Users.Lead, token);

        var body = Events.Envelope("approve_action", new JsonObject { ["approval_token"] = token }, Users.Lead);
        body["user_context"]!["user_id"] = spelling;
        var again = await bench.SendAsync(Events.Post("/operations/approve", body));

        Assert.Equal("waiting_for_more_approvals", again["execution_status"]);
        await IsOpenWithAsync(id, "lead@example.com");
    }

    [Fact]
    public async Task Approve_ByTheRequester_IsForbiddenAsTheSecondPersonToo()
    {
        var (id, token) = await ProposeAsync();
        await bench.ApproveAsync(Users.Lead, token);

        Assert.Equal("SELF_APPROVAL_FORBIDDEN", (await bench.ApproveAsync(Users.Engineer, token)).Code);

        await IsOpenWithAsync(id, "lead@example.com");
    }

    [Fact]
    public async Task Approve_ByTwoDifferentPeople_Executes()
    {
        var (id, token) = await ProposeAsync();
        await bench.ApproveAsync(Users.Lead, token);

        var answer = await bench.ApproveAsync(Users.Admin, token);

        Assert.Equal("EXECUTED", answer["execution_status"]);
        Assert.Equal("""["lead@example.com","admin@example.com"]""", answer["approved_by"]);
        Assert.Single(bench.Executor.Changes());
        Assert.Equal("Completed", machine.PathOf(id)[^1]);
    }

    [Fact]
    public async Task Approve_ByOnePersonUntilTheWindowIsOver_Expires()
    {
        var (id, token) = await ProposeAsync();
        await bench.ApproveAsync(Users.Lead, token);
        bench.Time.Advance(TimeSpan.FromSeconds(900));

        await machine.HeartbeatTimesOutAsync(id);

        Assert.Equal("Expired", machine.PathOf(id)[^1]);
        Assert.Empty(bench.Executor.Changes());
    }

    [Fact]
    public async Task Deny_ByTheSecondPerson_OutweighsTheFirst()
    {
        var (id, token) = await ProposeAsync();
        await bench.ApproveAsync(Users.Lead, token);

        Assert.Equal("denied", (await bench.DenyAsync(Users.Admin, token))["status"]);

        Assert.Equal("Denied", machine.PathOf(id)[^1]);
        Assert.Empty(bench.Executor.Changes());
    }

    [Fact]
    public async Task Callback_SentByHandBeforeTheQuorum_ExecutesNothing()
    {
        var (id, token) = await ProposeAsync();
        await bench.ApproveAsync(Users.Lead, token);
        var forged = (await bench.ReadAsync(id)) with { Status = ProposalStatus.Approved };

        await bench.Workflow.ResumeAsync(forged, CancellationToken.None);

        Assert.Contains("ExecuteAction", machine.PathOf(id));
        Assert.Empty(bench.Executor.Changes());
        Assert.Equal("Expired", machine.PathOf(id)[^1]);
    }

    private async Task<(ProposalId Id, string Token)> ProposeAsync()
    {
        var answer = await bench.ProposeAsync(Users.Engineer);
        return (ProposalId.TryParse(answer["proposal_id"])!.Value, answer["approval_token"]!);
    }

    private async Task IsOpenWithAsync(ProposalId id, params string[] people)
    {
        var stored = await bench.ReadAsync(id);
        Assert.Equal(ProposalStatus.Pending, stored.Status);
        Assert.Equal(people, stored.Approvals.Select(a => a.By.UserId.Value));
        Assert.Empty(bench.Executor.Changes());
    }
}
