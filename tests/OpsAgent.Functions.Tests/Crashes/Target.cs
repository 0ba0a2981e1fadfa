using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Crashes;

/// <summary>What happens to the target: how AWS answers on each path, and whether what was asked of it was allowed at that moment.</summary>
internal sealed class Target(CrashPath path, Bench bench, IApprovalStore store)
{
    private CheckFailedException? failure;
    private bool wasThrottled;

    /// <summary>How often the change was made, or may have been: AWS did not refuse it.</summary>
    public int Made { get; private set; }

    /// <summary>How often it was put back.</summary>
    public int Reverted { get; private set; }

    public void Holds()
    {
        if (failure is not null)
        {
            throw failure;
        }
    }

    public async Task ActAsync(Execution execution)
    {
        if (execution.Intent is WriteIntent.Validate)
        {
            if (path is CrashPath.PreflightRejected)
            {
                throw new AwsException(ErrorCode.AwsAccessDenied, execution.Scope.IamAction, execution.InstanceId, "AWS refuses it: access denied.");
            }

            return;
        }

        var proposal = await store.FindAsync(execution.Scope.ProposalId, CancellationToken.None)
            ?? throw new InvalidOperationException("There is no such proposal.");
        Approved(proposal);
        if (execution.InstanceId.EndsWith("=3", StringComparison.Ordinal))
        {
            Reverted++;
            // Putting it back again is harmless, and so is allowed.
            Hold(proposal.Reversal is not null, CrashCheck.NeverUnapproved, "it was put back before that was recorded");
            bench.Services.Put(SampleServices.Web);
            return;
        }

        await AllowedAsync(proposal);
        Make();
    }

    /// <summary>Enough people who may said yes, in time.</summary>
    private void Approved(Proposal proposal)
    {
        Hold(proposal.Status is ProposalStatus.Executing, CrashCheck.NeverUnapproved, $"the change was made while the proposal was {proposal.Status}");
        Hold(proposal.Approvals.DistinctBy(a => a.By.UserId).Count() >= proposal.ApprovalsNeeded, CrashCheck.NeverUnapproved, "too few people approved");
        Hold(proposal.Approvals.All(a => a.By.UserId != proposal.Requester.UserId), CrashCheck.NeverUnapproved, "the requester approved it");
        Hold(proposal.Approvals.All(a => a.At < proposal.Wait!.ExpiresAt), CrashCheck.NeverUnapproved, "it was approved after its window");
    }

    /// <summary>The approval is fresh and of what stands there now; the claim is held and its outcome open.</summary>
    private async Task AllowedAsync(Proposal proposal)
    {
        Hold(bench.Time.GetUtcNow() - proposal.Approvals.LastOrDefault()?.At <= TimeSpan.FromMinutes(5), CrashCheck.NeverUnapproved, "the approval was too old");
        Hold(proposal is { Claim.Released: false }, CrashCheck.NeverTwice, "nobody held the claim");
        Hold(Made > 0 || proposal.Execution is null, CrashCheck.TruthIsTold, "the outcome was recorded before the change was made");
        var service = await bench.Services.FindAsync("production", "web", CancellationToken.None);
        var instance = await bench.Fleet.FindAsync(Instances.WebId, CancellationToken.None);
        Hold(
            (path.IsScaling() ? service!.Tags : instance!.Tags).GetValueOrDefault("OpsAgentManaged") == "true",
            CrashCheck.NeverUnapproved,
            "the tag policy forbids it by now");
        Hold(
            !path.IsScaling() || $"{service!.Desired}" == proposal.Plan.Before["desired_count"],
            CrashCheck.NeverUnapproved,
            "the service was not as the approved plan says");
    }

    private void Make()
    {
        switch (path)
        {
            case CrashPath.ApproveThrottled when !wasThrottled:
                wasThrottled = true;
                throw new AwsException(ErrorCode.AwsThrottled, "ec2:RebootInstances", Instances.WebId, "Throttled; nothing was done.");
            case CrashPath.Revert:
                bench.Services.Put(SampleServices.Web with { Desired = 6, Running = 4, Pending = 2 });
                break;
            case CrashPath.ApproveScaling or CrashPath.PlanChanged:
                bench.Services.Put(SampleServices.WebAt(6));
                break;
            default:
                break;
        }

        Made++;
        if (path is CrashPath.ApproveBroken)
        {
            throw new AwsException(ErrorCode.AwsServiceError, "ec2:RebootInstances", Instances.WebId, "AWS did not answer.");
        }
    }

    private void Hold(bool holds, CrashCheck check, string message) => failure ??= holds ? null : new CheckFailedException(check, message);
}
