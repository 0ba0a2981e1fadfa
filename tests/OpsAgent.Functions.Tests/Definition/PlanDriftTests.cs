using System.Text.Json;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Operations;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Definition;

/// <summary>The target changes while people decide: another plan than the approved one is not carried out, and an equal one is.</summary>
public sealed class PlanDriftTests
{
    private readonly Bench bench = new();
    private readonly Machine machine;

    public PlanDriftTests()
    {
        machine = Machine.Behind(bench);
        bench.Services.Put(SampleServices.Web);
        bench.Executor.Then = execution =>
        {
            if (execution is { Intent: WriteIntent.Execute, InstanceId: "production/web=6" })
            {
                bench.Services.Put(SampleServices.WebAt(6));
            }

            return Task.CompletedTask;
        };
    }

    [Fact]
    public async Task Approve_TheCountChangedMeanwhile_AnswersPlanChangedWithBothPlansAndSoDoPageAndAudit()
    {
        var (id, token) = await ProposeScalingAsync();
        bench.Services.Put(SampleServices.WebAt(4));

        var answer = await bench.ApproveAsync(Users.Lead, token);

        Assert.Equal(("PLAN_CHANGED", "false", "not_executed"), (answer.Code, answer["action_executed"], answer["execution_status"]));
        Assert.Empty(bench.Executor.Changes());
        Assert.Equal("Rejected", machine.PathOf(id)[^1]);
        var refusal = (await bench.ShowAsync(Users.Viewer, id.Value)).Body.GetProperty("refusal");
        Assert.Equal("PLAN_CHANGED", refusal.GetProperty("code").GetString());
        var facts = (await bench.Store.Audit.ReadAsync(id.Value, CancellationToken.None)).Select(e => e.Fields())
            .Single(f => f.GetProperty("event_type").GetString() == "guardrail_rejected").GetProperty("details").GetProperty("facts");
        foreach (var data in (JsonElement[])[answer.Details, refusal.GetProperty("details"), facts])
        {
            Assert.Equal(("3", "6"), (Count(data, "proposed", "before"), Count(data, "proposed", "after")));
            Assert.Equal(("4", "6"), (Count(data, "now", "before"), Count(data, "now", "after")));
        }
    }

    [Fact]
    public async Task Approve_TheInstanceIsAnotherNow_AnswersPlanChangedWithBothPlans()
    {
        var (id, token) = await ProposeRebootAsync();
        bench.Fleet.Put(Instances.Web with { Arn = "arn:aws:ec2:eu-west-1:123456789012:instance/" + Instances.WebId });

        var answer = await bench.ApproveAsync(Users.Lead, token);

        Assert.Equal("PLAN_CHANGED", answer.Code);
        Assert.Equal("running", answer.Details.GetProperty("proposed").GetProperty("before").GetProperty("state").GetString());
        Assert.Equal("once", answer.Details.GetProperty("now").GetProperty("after").GetProperty("rebooted").GetString());
        Assert.EndsWith($"instance/{Instances.WebId}", answer.Details.GetProperty("now").GetProperty("target").GetString(), StringComparison.Ordinal);
        Assert.NotEqual(answer.Details.GetProperty("now").GetProperty("target").GetString(), answer.Details.GetProperty("proposed").GetProperty("target").GetString());
        Assert.Equal("Rejected", machine.PathOf(id)[^1]);
        Assert.Empty(bench.Executor.Changes());
    }

    [Fact]
    public async Task Approve_FactsOutsideThePlanChanged_ScalesAllTheSame()
    {
        var (id, token) = await ProposeScalingAsync();
        var hash = (await bench.ReadAsync(id)).PlanHash;
        bench.Services.Put((SampleServices.Web with { Running = 1, Pending = 2 }).Rolling("IN_PROGRESS", older: 1).WithTag("Owner", "somebody else"));

        Assert.Equal("EXECUTED", (await bench.ApproveAsync(Users.Lead, token))["execution_status"]);

        Assert.Equal(hash, (await bench.ReadAsync(id)).PlanHash);
        Assert.Equal("Completed", machine.PathOf(id)[^1]);
        Assert.Single(bench.Executor.Changes());
    }

    [Fact]
    public async Task Approve_FactsOutsideThePlanChanged_RebootsAllTheSame()
    {
        var (id, token) = await ProposeRebootAsync();
        bench.Fleet.Put(Instances.Web.WithTag("Name", "renamed") with { InstanceCheck = "impaired", Type = "m7g.xlarge" });
        bench.Executor.Then = _ =>
        {
            bench.Fleet.Put(Instances.Web.WithTag("Name", "renamed"));
            return Task.CompletedTask;
        };

        Assert.Equal("EXECUTED", (await bench.ApproveAsync(Users.Lead, token))["execution_status"]);

        Assert.Equal("Completed", machine.PathOf(id)[^1]);
    }

    [Fact]
    public async Task Approve_ChangedThereAndBackAgain_GoesOn()
    {
        var (id, token) = await ProposeScalingAsync();
        bench.Services.Put(SampleServices.WebAt(9));
        bench.Services.Put(SampleServices.Web);

        Assert.Equal("EXECUTED", (await bench.ApproveAsync(Users.Lead, token))["execution_status"]);

        Assert.Equal("Completed", machine.PathOf(id)[^1]);
    }

    [Fact]
    public async Task Propose_ChangedBetweenTheRequestAndTheFirstStep_IsRejectedBeforeAnybodyIsAsked()
    {
        machine.PauseBefore = "ValidateTags";
        var proposed = await bench.SendAsync(Scaling.Request());
        var id = ProposalId.TryParse(proposed["proposal_id"])!.Value;
        bench.Services.Put(SampleServices.WebAt(4));

        await machine.GoOnAsync(id);

        Assert.Equal("Rejected", machine.PathOf(id)[^1]);
        Assert.DoesNotContain(bench.Notifier.Notices, n => n.Kind is NoticeKind.ApprovalRequested);
        Assert.Equal(Core.Primitives.ErrorCode.PlanChanged, (await bench.ReadAsync(id)).Refusal!.Code);
    }

    private static string? Count(JsonElement data, string plan, string side) => data.GetProperty(plan).GetProperty(side).GetProperty("desired_count").GetString();

    private async Task<(ProposalId Id, string Token)> ProposeScalingAsync()
    {
        var answer = await bench.SendAsync(Scaling.Request());
        return (ProposalId.TryParse(answer["proposal_id"])!.Value, answer["approval_token"]!);
    }

    private async Task<(ProposalId Id, string Token)> ProposeRebootAsync()
    {
        var answer = await bench.ProposeAsync(Users.Engineer);
        return (ProposalId.TryParse(answer["proposal_id"])!.Value, answer["approval_token"]!);
    }
}
