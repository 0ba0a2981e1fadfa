using System.Collections.Immutable;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Transitions;
using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Guardrails.Policies;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Approvals;

/// <summary>Every state a proposal can be in, by the names that the tables use; what matters within a status included.</summary>
internal static class Situations
{
    /// <summary>When the tables' commands come.</summary>
    public static readonly DateTimeOffset Now = Moments.After(60);

    public static readonly Refusal Problem = new(ErrorCode.InternalError, "It stopped on the way.");

    public static readonly PolicyRecord CheckedNow = new("hash", ["two-eyes"], ImmutableSortedDictionary<string, string>.Empty, null, Now);

    public static readonly PolicyVerdict AsksForTwo = new("hash", ["two-eyes"], null, [new ApproverRequirement("two-eyes", 2, SelfApproval: false, All: false, ImmutableSortedDictionary<string, ImmutableArray<UserId>>.Empty)], []);

    private static readonly VerificationRecord Good = new(Now, true, Now, [new VerificationSignal("instance state", true, "running")], "good");

    public static IReadOnlyDictionary<string, Proposal> All { get; } = Make();

    public static Proposal WithQuorum(this Proposal proposal, int approvalsNeeded, bool selfApproval = false) =>
        proposal with { Risk = new RiskAssessment(RiskLevel.Medium, ["CriticalityLevel is high."], approvalsNeeded, selfApproval) };

    public static ExecutionRecord Recorded(ExecutionStatus status) => new(status, Now, TimeSpan.FromMilliseconds(400));

    public static ReversalRecord Reversed(ReversalStatus status) =>
        new(status, Now, "set back to 3 tasks", status is ReversalStatus.Failed ? new Refusal(ErrorCode.AwsAccessDenied, "AWS refused it.") : null);

    private static Dictionary<string, Proposal> Make()
    {
        var submitted = Proposals.In(ProposalStatus.Submitted);
        var pending = Proposals.In(ProposalStatus.Pending);
        var approved = Proposals.In(ProposalStatus.Approved);
        var claimed = Proposals.In(ProposalStatus.Executing);
        var executed = claimed with { Execution = Recorded(ExecutionStatus.Executed) };
        var all = new Dictionary<string, Proposal>
        {
            ["submitted"] = submitted,
            ["assessed"] = submitted with { Risk = Proposals.Risk },
            ["pending"] = pending,
            ["overtime"] = pending with { Wait = Proposals.Wait with { ExpiresAt = Now } },
            ["counted"] = pending.WithQuorum(2) with { Approvals = [new Approval(Users.Verified(Users.Lead), Moments.After(5))] },
            ["approved"] = approved,
            ["too-old"] = approved with { Approvals = [new Approval(Users.Verified(Users.Lead), Now - ProposalTransitions.ApprovalLifetime - Moments.Tick)] },
            ["claimed"] = claimed,
            ["overdue"] = claimed with { Claim = Proposals.Claim with { Deadline = Now } },
            ["doubted"] = claimed with { Claim = Proposals.Claim with { Unconfirmed = Problem } },
            ["doubted-over"] = claimed with { Claim = Proposals.Claim with { Unconfirmed = Problem, Deadline = Now } },
            ["lost-once"] = claimed with { Claim = Proposals.Claim with { Lost = 1, Deadline = Now } },
            ["released"] = claimed with { Claim = Proposals.Claim with { Released = true } },
            ["released-old"] = claimed with
            {
                Claim = Proposals.Claim with { Released = true },
                Approvals = [new Approval(Users.Verified(Users.Lead), Now - ProposalTransitions.ApprovalLifetime - Moments.Tick)],
            },
            ["executed"] = executed,
            ["unsettled"] = executed with { Execution = executed.Execution with { At = Now - ProposalTransitions.MaxVerificationTime } },
            ["verified"] = executed with { Verification = Good },
            ["reverting"] = executed with { Reversal = Reversed(ReversalStatus.Started) },
            ["reverted"] = executed with { Reversal = Reversed(ReversalStatus.Reverted) },
            ["not-reverted"] = executed with { Reversal = Reversed(ReversalStatus.Failed) },
            ["would-exec"] = claimed with { Execution = Recorded(ExecutionStatus.WouldExecute) },
            ["exec-failed"] = claimed with { Execution = Recorded(ExecutionStatus.Failed) },
            ["exec-unknown"] = claimed with { Execution = Recorded(ExecutionStatus.Unknown) },
        };
        foreach (var status in Proposals.Terminal)
        {
            all.Add(status.ToString().ToLowerInvariant(), Proposals.In(status));
        }

        return all;
    }
}
