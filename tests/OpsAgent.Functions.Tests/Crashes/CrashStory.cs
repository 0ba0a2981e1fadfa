using System.Text.Json.Nodes;

using OpsAgent.Core;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Crashes;

/// <summary>
/// One write on one path under one plan of crashes, and sweeps until nothing is left to mend, forty minutes at most. What must hold afterwards
/// holds for every plan: never lost, never twice, never unapproved, always audited, the lease free, the requester told.
/// </summary>
internal sealed class CrashStory
{
    private static readonly ProposalStatus[] Open = [ProposalStatus.Submitted, ProposalStatus.Pending, ProposalStatus.Approved, ProposalStatus.Executing];

    private readonly CrashPath path;
    private readonly CrashPlan plan;
    private readonly bool clientRepeats;
    private readonly Bench bench;
    private readonly Machine machine;
    private bool wasThrottled;

    public CrashStory(CrashPath path, CrashPlan plan, bool clientRepeats, (IApprovalStore, IProposalIndex, IAuditTrail)? stores = null)
    {
        (this.path, this.plan, this.clientRepeats) = (path, plan, clientRepeats);
        bench = new Bench { Crashes = plan, Stores = stores };
        machine = Machine.Behind(bench);
        bench.Services.Put(ContainerServices.Web);
        bench.Executor.Then = ActAsync;
        if (path is CrashPath.Untagged)
        {
            bench.Fleet.Put(Instances.Web.WithoutTag("OpsAgentManaged"));
        }
    }

    public async Task TellAsync()
    {
        await TryAsync(() => bench.SendAsync(Propose()));
        if (await FindAsync() is { Status: ProposalStatus.Pending } pending)
        {
            await DecideAsync(pending);
        }

        for (var (minute, calm) = (0, 0); minute < 40 && calm < 3; minute++)
        {
            calm = await FindAsync() is null or { IsTerminal: true } ? calm + 1 : 0;
            bench.Time.Advance(TimeSpan.FromMinutes(1));
            if (await FindAsync() is { } open && machine.IsWaiting(open.Id) && bench.Time.GetUtcNow() - open.CreatedAt > TimeSpan.FromMinutes(16))
            {
                await machine.HeartbeatTimesOutAsync(open.Id);
            }

            await TryAsync(bench.SweepAsync, repeats: false);
        }

        await plan.DeliverLateAsync();
        Assert.False(await FindAsync() is { } end && machine.IsWaiting(end.Id), "The execution still waits.");
    }

    public async Task HoldsAsync()
    {
        var changes = bench.Executor.Changes().ToList();
        if (await FindAsync() is not { } end)
        {
            Assert.Empty(changes);
            return;
        }

        Assert.DoesNotContain(end.Status, Open);
        Assert.Contains(end.Status, Ends(path));
        Assert.True(changes.Count <= (path is CrashPath.ApproveThrottled ? 2 : 1), $"{changes.Count} changes were made");
        if (changes.Count > 0)
        {
            Assert.Contains(end.Approvals, a => a.By.UserId == Users.Lead);
            Assert.DoesNotContain(end.Approvals, a => a.By.UserId == end.Requester.UserId);
        }
        else
        {
            Assert.NotEqual(ProposalStatus.Completed, end.Status);
        }

        var events = await (bench.Stores?.Audit ?? bench.Store.Audit).ReadAsync(end.Id.Value, CancellationToken.None);
        Assert.Null(AuditChain.FirstFault(end.Id.Value, events, end.AuditHead));
        var types = events.Select(e => e.Fields().GetProperty("event_type").GetString()).ToList();
        Assert.Equal(["request_received", "proposal_created"], types.Take(2));
        Assert.Equal(end.Approvals.Length, types.Count(t => t == "approval_granted"));
        Assert.Contains(types[^1], (string?[])["outcome_verified", "action_failed", "approval_denied", "approval_withdrawn", "approval_expired", "guardrail_rejected"]);
        Assert.Contains(bench.Notifier.Notices, n => n.Kind is NoticeKind.Outcome && n.Proposal == end.Id);
        await LeaseIsFreeAsync(end);
    }

    private static ProposalStatus[] Ends(CrashPath path) => path switch
    {
        CrashPath.Approve or CrashPath.ApproveScaling or CrashPath.ApproveThrottled =>
            [ProposalStatus.Completed, ProposalStatus.Unknown, ProposalStatus.Expired, ProposalStatus.Failed, ProposalStatus.Rejected],
        CrashPath.ApproveBroken => [ProposalStatus.Unknown, ProposalStatus.Expired, ProposalStatus.Failed, ProposalStatus.Rejected],
        CrashPath.Deny => [ProposalStatus.Denied, ProposalStatus.Expired, ProposalStatus.Rejected],
        CrashPath.Withdraw => [ProposalStatus.Withdrawn, ProposalStatus.Expired, ProposalStatus.Rejected],
        CrashPath.Expire => [ProposalStatus.Expired, ProposalStatus.Rejected],
        CrashPath.Untagged => [ProposalStatus.Rejected],
        _ => [ProposalStatus.Rejected, ProposalStatus.Expired],
    };

    private async Task DecideAsync(Proposal pending)
    {
        var (verb, by) = path switch
        {
            CrashPath.Deny => ("deny", Users.Lead),
            CrashPath.Withdraw => ("withdraw", Users.Engineer),
            _ => ("approve", Users.Lead),
        };
        if (path is CrashPath.Expire)
        {
            return;
        }

        if (path is CrashPath.Drift)
        {
            bench.Fleet.Put(Instances.Web.WithoutTag("OpsAgentManaged"));
        }

        var parameters = new JsonObject { ["proposal_id"] = pending.Id.Value, ["plan_hash"] = pending.PlanHash.Value };
        if (verb != "approve")
        {
            parameters["reason"] = "Not during the release.";
        }

        await TryAsync(() => bench.SendAsync(Events.Post($"/operations/{verb}", Events.Envelope($"{verb}_action", parameters.DeepClone(), by))));
    }

    private JsonObject Propose()
    {
        var parameters = path is CrashPath.ApproveScaling
            ? Scaling.Parameters()
            : new JsonObject { ["instance_id"] = Instances.WebId, ["reason"] = "The application hangs since 08:50." };
        parameters["action"] = path is CrashPath.ApproveScaling ? "scale_ecs_service" : "reboot_ec2";
        return Events.Post("/operations/propose", Events.Envelope("propose_action", parameters, Users.Engineer)).With("Idempotency-Key", "once");
    }

    private Task ActAsync(Execution execution)
    {
        if (execution.Intent is WriteIntent.Validate)
        {
            return Task.CompletedTask;
        }

        switch (path)
        {
            case CrashPath.ApproveScaling:
                bench.Services.Put(ContainerServices.Web with { Desired = 6, Running = 6 });
                return Task.CompletedTask;
            case CrashPath.ApproveThrottled when !wasThrottled:
                wasThrottled = true;
                throw new CloudException(ErrorCode.AwsThrottled, "ec2:RebootInstances", Instances.WebId, "Throttled; nothing was done.");
            case CrashPath.ApproveBroken:
                throw new CloudException(ErrorCode.AwsServiceError, "ec2:RebootInstances", Instances.WebId, "AWS did not answer.");
            default:
                return Task.CompletedTask;
        }
    }

    // A client whose connection broke either sends the same again or is never seen again.
    private async Task TryAsync<T>(Func<Task<T>> sendAsync, bool? repeats = null)
    {
        try
        {
            await sendAsync();
        }
        catch (WorkerCrashException) when (repeats ?? clientRepeats)
        {
            await sendAsync();
        }
        catch (WorkerCrashException)
        {
        }
    }

    private async Task<Proposal?> FindAsync()
    {
        var target = path is CrashPath.ApproveScaling ? ContainerServices.Web.Arn : Instances.Web.Arn;
        var listed = await (bench.Stores?.Index ?? bench.Store).ListByTargetAsync(target, 5, CancellationToken.None);
        Assert.True(listed.Count <= 1, "The request was stored twice.");
        return listed.Count == 0 ? null : listed[0];
    }

    private async Task LeaseIsFreeAsync(Proposal end)
    {
        var next = Proposals.In(ProposalStatus.Submitted);
        var fresh = next with { Id = ProposalId.TryParse("01kkng00000000000000000999")!.Value, Plan = end.Plan, PlanHash = end.PlanHash, TokenHash = new IdSource(bench.Time, new SeededRandom(99)).NewApprovalToken().Hash(), AuditHead = AuditHead.Start };
        Assert.IsType<Submission.Stored>(await bench.ApprovalStore.SubmitAsync(fresh, [], CancellationToken.None));
    }
}
