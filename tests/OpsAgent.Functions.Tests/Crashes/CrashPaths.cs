using OpsAgent.Core.Approvals;
using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Crashes;

/// <summary>What each path starts from and how it may end.</summary>
internal static class CrashPaths
{
    public static TheoryData<CrashPath> All => [.. Enum.GetValues<CrashPath>()];

    // What every path may end in when its beginning was disturbed: nothing was decided, nothing changed.
    private static readonly ProposalStatus[] Undecided = [ProposalStatus.Expired, ProposalStatus.Rejected];

    public static bool IsScaling(this CrashPath path) => path is CrashPath.ApproveScaling or CrashPath.PlanChanged or CrashPath.Revert;

    public static string TargetArn(this CrashPath path) => path.IsScaling() ? SampleServices.Web.Arn : Instances.Web.Arn;

    public static AgentOptions Settings(this CrashPath path) => Bench.LocalAgent with
    {
        // Few looks suffice: what a look does is the same each time.
        CloudTimeScale = 0.1,
        Mode = path is CrashPath.DryRun ? ExecutionMode.DryRun : ExecutionMode.LocalMock,
        RiskPolicy = path is CrashPath.Quorum or CrashPath.QuorumOfOne
            ? new RiskPolicy { Approvals = new Dictionary<RiskLevel, int> { [RiskLevel.Medium] = 2 } }
            : new RiskPolicy(),
    };

    /// <summary>How the undisturbed run ends.</summary>
    public static ProposalStatus End(this CrashPath path) => path switch
    {
        CrashPath.ApproveBroken => ProposalStatus.Unknown,
        CrashPath.Deny => ProposalStatus.Denied,
        CrashPath.Withdraw => ProposalStatus.Withdrawn,
        CrashPath.Expire or CrashPath.QuorumOfOne or CrashPath.OwnApproval or CrashPath.OtherPlan or CrashPath.TooLate
            or CrashPath.StoppedWaiting or CrashPath.RedrivenLate => ProposalStatus.Expired,
        CrashPath.Untagged or CrashPath.Drift or CrashPath.PlanChanged or CrashPath.KillSwitch or CrashPath.PreflightRejected
            or CrashPath.StoppedValidating or CrashPath.StoppedActing => ProposalStatus.Rejected,
        CrashPath.Revert or CrashPath.StoppedVerifying => ProposalStatus.Failed,
        _ => ProposalStatus.Completed,
    };

    /// <summary>How a disturbed run may end.</summary>
    public static IReadOnlyList<ProposalStatus> Ends(this CrashPath path) => path switch
    {
        CrashPath.Untagged or CrashPath.PreflightRejected => [ProposalStatus.Rejected],
        _ when path.End() is ProposalStatus.Completed => [ProposalStatus.Completed, ProposalStatus.Unknown, ProposalStatus.Failed, .. Undecided],
        _ when path.End() is ProposalStatus.Failed => [ProposalStatus.Failed, ProposalStatus.Unknown, .. Undecided],
        _ => [path.End(), .. Undecided],
    };
}
