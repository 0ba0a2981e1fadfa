using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Effects;
using OpsAgent.Core.Approvals.StateMachine;
using OpsAgent.Core.Approvals.Transitions;
using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Incidents;
using OpsAgent.Core.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Approvals;

/// <summary>
/// What every command does in every situation. <c>.</c> takes no effect; three capitals: takes effect, and the
/// proposal has that status then; small letters: refused, with this code (<see cref="Refusals"/>).
/// </summary>
internal static class CommandTable
{
    // The columns of the machine: rotate, assess, reject before anybody was asked and before the change; await newer and await the same again; close; finish, and finish after a failure.
    private const string Machine = """
        situation    | rotate | assess | reject | reject-d | await | again | close | finish | finish-f
        submitted    | SUB    | SUB    | REJ    | .        | .     | .     | .     | REJ    | REJ
        assessed     | SUB    | SUB    | REJ    | .        | PEN   | PEN   | .     | REJ    | REJ
        pending      | PEN    | .      | .      | .        | PEN   | .     | EXP   | EXP    | EXP
        overtime     | PEN    | .      | .      | .        | PEN   | .     | EXP   | EXP    | EXP
        counted      | PEN    | .      | .      | .        | PEN   | .     | EXP   | EXP    | EXP
        approved     | .      | .      | .      | REJ      | .     | .     | .     | REJ    | REJ
        too-old      | .      | .      | .      | REJ      | .     | .     | .     | REJ    | REJ
        claimed      | .      | .      | .      | .        | .     | .     | .     | busy   | busy
        overdue      | .      | .      | .      | .        | .     | .     | .     | UNK    | UNK
        doubted      | .      | .      | .      | .        | .     | .     | .     | busy   | busy
        doubted-over | .      | .      | .      | .        | .     | .     | .     | UNK    | UNK
        lost-once    | .      | .      | .      | .        | .     | .     | .     | UNK    | UNK
        released     | .      | .      | .      | .        | .     | .     | .     | FAI    | FAI
        released-old | .      | .      | .      | .        | .     | .     | .     | FAI    | FAI
        executed     | .      | .      | .      | .        | .     | .     | .     | busy   | busy
        unsettled    | .      | .      | .      | .        | .     | .     | .     | FAI    | FAI
        verified     | .      | .      | .      | .        | .     | .     | .     | COM    | COM
        reverting    | .      | .      | .      | .        | .     | .     | .     | FAI    | FAI
        reverted     | .      | .      | .      | .        | .     | .     | .     | FAI    | FAI
        not-reverted | .      | .      | .      | .        | .     | .     | .     | FAI    | FAI
        would-exec   | .      | .      | .      | .        | .     | .     | .     | COM    | COM
        exec-failed  | .      | .      | .      | .        | .     | .     | .     | FAI    | FAI
        exec-unknown | .      | .      | .      | .        | .     | .     | .     | UNK    | UNK
        completed    | .      | .      | .      | .        | .     | .     | .     | .      | .
        failed       | .      | .      | .      | .        | .     | .     | .     | .      | .
        unknown      | .      | .      | .      | .        | .     | .     | .     | .      | .
        rejected     | .      | .      | .      | .        | .     | .     | .     | .      | .
        denied       | .      | .      | .      | .        | .     | .     | .     | .      | .
        expired      | .      | .      | .      | .        | .     | .     | .     | .      | .
        withdrawn    | .      | .      | .      | .        | .     | .     | .     | .      | .
        """;

    // The columns of people: the admin approves; the lead, who has approved before where anybody has; the requester; the
    // admin with another plan's hash; deny, deny with another hash; withdraw by the requester, by the lead, with another hash;
    // adoption by the requester, who is known here.
    private const string People = """
        situation    | approve | lead | own  | other | deny | deny-o | withdraw | not-mine | withdraw-o | adopt
        submitted    | busy    | busy | busy | plan  | busy | plan   | busy     | role     | plan | busy
        assessed     | busy    | busy | busy | plan  | busy | plan   | busy     | role     | plan | busy
        pending      | APP     | APP  | self | plan  | DEN  | plan   | WIT      | role     | plan | .
        overtime     | late    | late | late | plan  | late | plan   | late     | role     | plan | late
        counted      | APP     | .    | self | plan  | DEN  | plan   | WIT      | role     | plan | .
        approved     | done    | done | done | plan  | done | plan   | done     | role     | plan | done
        too-old      | done    | done | done | plan  | done | plan   | done     | role     | plan | done
        claimed      | done    | done | done | plan  | done | plan   | done     | role     | plan | done
        overdue      | done    | done | done | plan  | done | plan   | done     | role     | plan | done
        doubted      | done    | done | done | plan  | done | plan   | done     | role     | plan | done
        doubted-over | done    | done | done | plan  | done | plan   | done     | role     | plan | done
        lost-once    | done    | done | done | plan  | done | plan   | done     | role     | plan | done
        released     | done    | done | done | plan  | done | plan   | done     | role     | plan | done
        released-old | done    | done | done | plan  | done | plan   | done     | role     | plan | done
        executed     | done    | done | done | plan  | done | plan   | done     | role     | plan | done
        unsettled    | done    | done | done | plan  | done | plan   | done     | role     | plan | done
        verified     | done    | done | done | plan  | done | plan   | done     | role     | plan | done
        reverting    | done    | done | done | plan  | done | plan   | done     | role     | plan | done
        reverted     | done    | done | done | plan  | done | plan   | done     | role     | plan | done
        not-reverted | done    | done | done | plan  | done | plan   | done     | role     | plan | done
        would-exec   | done    | done | done | plan  | done | plan   | done     | role     | plan | done
        exec-failed  | done    | done | done | plan  | done | plan   | done     | role     | plan | done
        exec-unknown | done    | done | done | plan  | done | plan   | done     | role     | plan | done
        completed    | done    | done | done | plan  | done | plan   | done     | role     | plan | done
        failed       | done    | done | done | plan  | done | plan   | done     | role     | plan | done
        unknown      | done    | done | done | plan  | done | plan   | done     | role     | plan | done
        rejected     | done    | done | done | plan  | done | plan   | done     | role     | plan | done
        denied       | done    | done | done | plan  | done | plan   | done     | role     | plan | done
        expired      | late    | late | late | plan  | late | plan   | late     | role     | plan | late
        withdrawn    | done    | done | done | plan  | done | plan   | done     | role     | plan | done
        """;

    // The columns of break-glass: by the admin, whom the requester's mere claim keeps from it (BreakGlassTests has those who are known),
    // and a review of what nobody broke.
    private const string Glass = """
        situation    | glass | review
        submitted    | busy  | miss
        assessed     | busy  | miss
        pending      | veri  | miss
        overtime     | late  | miss
        counted      | veri  | miss
        approved     | done  | miss
        too-old      | done  | miss
        claimed      | done  | miss
        overdue      | done  | miss
        doubted      | done  | miss
        doubted-over | done  | miss
        lost-once    | done  | miss
        released     | done  | miss
        released-old | done  | miss
        executed     | done  | miss
        unsettled    | done  | miss
        verified     | done  | miss
        reverting    | done  | miss
        reverted     | done  | miss
        not-reverted | done  | miss
        would-exec   | done  | miss
        exec-failed  | done  | miss
        exec-unknown | done  | miss
        completed    | done  | miss
        failed       | done  | miss
        unknown      | done  | miss
        rejected     | done  | miss
        denied       | done  | miss
        expired      | late  | miss
        withdrawn    | done  | miss
        """;

    // The columns of execution: acquire for the approved plan and for another; release, by the holder and by another
    // invocation; record, by both; doubt, by both; declare unknown; a verification that waits and one that is good.
    private const string Execution = """
        situation    | acquire | acquire-o | release | release-o | record | record-o | doubt | doubt-o | declare | verify-w | verify
        submitted    | none    | none      | .       | .         | .      | .        | .     | .       | .       | .        | .
        assessed     | none    | none      | .       | .         | .      | .        | .     | .       | .       | .        | .
        pending      | none    | none      | .       | .         | .      | .        | .     | .       | .       | .        | .
        overtime     | none    | none      | .       | .         | .      | .        | .     | .       | .       | .        | .
        counted      | none    | none      | .       | .         | .      | .        | .     | .       | .       | .        | .
        approved     | EXE     | plan      | .       | .         | .      | .        | .     | .       | .       | .        | .
        too-old      | EXP     | plan      | .       | .         | .      | .        | .     | .       | .       | .        | .
        claimed      | .       | .         | EXE     | .         | EXE    | .        | EXE   | .       | .       | .        | .
        overdue      | .       | .         | EXE     | .         | EXE    | .        | EXE   | .       | EXE     | .        | .
        doubted      | .       | .         | .       | .         | .      | .        | .     | .       | .       | .        | .
        doubted-over | .       | .         | .       | .         | .      | .        | .     | .       | EXE     | .        | .
        lost-once    | .       | .         | EXE     | .         | EXE    | .        | EXE   | .       | EXE     | .        | .
        released     | EXE     | plan      | .       | .         | .      | .        | .     | .       | .       | .        | .
        released-old | late    | plan      | .       | .         | .      | .        | .     | .       | .       | .        | .
        executed     | .       | .         | .       | .         | .      | .        | .     | .       | .       | EXE      | EXE
        unsettled    | .       | .         | .       | .         | .      | .        | .     | .       | .       | EXE      | EXE
        verified     | .       | .         | .       | .         | .      | .        | .     | .       | .       | .        | .
        reverting    | .       | .         | .       | .         | .      | .        | .     | .       | .       | .        | .
        reverted     | .       | .         | .       | .         | .      | .        | .     | .       | .       | .        | .
        not-reverted | .       | .         | .       | .         | .      | .        | .     | .       | .       | .        | .
        would-exec   | .       | .         | .       | .         | .      | .        | .     | .       | .       | .        | .
        exec-failed  | .       | .         | .       | .         | .      | .        | .     | .       | .       | .        | .
        exec-unknown | .       | .         | .       | .         | .      | .        | .     | .       | .       | .        | .
        completed    | none    | none      | .       | .         | .      | .        | .     | .       | .       | .        | .
        failed       | none    | none      | .       | .         | .      | .        | .     | .       | .       | .        | .
        unknown      | none    | none      | .       | .         | .      | .        | .     | .       | .       | .        | .
        rejected     | none    | none      | .       | .         | .      | .        | .     | .       | .       | .        | .
        denied       | none    | none      | .       | .         | .      | .        | .     | .       | .       | .        | .
        expired      | none    | none      | .       | .         | .      | .        | .     | .       | .       | .        | .
        withdrawn    | none    | none      | .       | .         | .      | .        | .     | .       | .       | .        | .
        """;

    // The columns of what became of it: read back as done and as not done; a reversal that starts, that was made and that failed.
    private const string Aftermath = """
        situation    | read-done | read-not | revert-s | reverted | revert-f
        submitted    | .         | .        | .        | .        | .
        assessed     | .         | .        | .        | .        | .
        pending      | .         | .        | .        | .        | .
        overtime     | .         | .        | .        | .        | .
        counted      | .         | .        | .        | .        | .
        approved     | .         | .        | .        | .        | .
        too-old      | .         | .        | .        | .        | .
        claimed      | .         | .        | .        | .        | .
        overdue      | EXE       | EXE      | .        | .        | .
        doubted      | .         | .        | .        | .        | .
        doubted-over | EXE       | EXE      | .        | .        | .
        lost-once    | EXE       | EXE      | .        | .        | .
        released     | .         | .        | .        | .        | .
        released-old | .         | .        | .        | .        | .
        executed     | .         | .        | busy     | .        | .
        unsettled    | .         | .        | EXE      | .        | .
        verified     | .         | .        | .        | .        | .
        reverting    | .         | .        | EXE      | EXE      | EXE
        reverted     | .         | .        | .        | .        | .
        not-reverted | .         | .        | .        | .        | .
        would-exec   | .         | .        | .        | .        | .
        exec-failed  | .         | .        | .        | .        | .
        exec-unknown | .         | .        | .        | .        | .
        completed    | .         | .        | .        | .        | .
        failed       | .         | .        | .        | .        | .
        unknown      | .         | .        | .        | .        | .
        rejected     | .         | .        | .        | .        | .
        denied       | .         | .        | .        | .        | .
        expired      | .         | .        | .        | .        | .
        withdrawn    | .         | .        | .        | .        | .
        """;

    // What the Reconciler does: a reminder that is due, what was seen of the effect where nobody is to look at it, and what the
    // policy says by now: that it is refused, and that more is asked.
    private const string Reconciling = """
        situation    | remind | effect | reject-p | raise
        submitted    | .    | . | .        | .
        assessed     | .    | . | .        | .
        pending      | PEN  | . | REJ      | PEN
        overtime     | .    | . | REJ      | PEN
        counted      | PEN  | . | REJ      | PEN
        approved     | .    | . | .        | .
        too-old      | .    | . | .        | .
        claimed      | .    | . | .        | .
        overdue      | .    | . | .        | .
        doubted      | .    | . | .        | .
        doubted-over | .    | . | .        | .
        lost-once    | .    | . | .        | .
        released     | .    | . | .        | .
        released-old | .    | . | .        | .
        executed     | .    | . | .        | .
        unsettled    | .    | . | .        | .
        verified     | .    | . | .        | .
        reverting    | .    | . | .        | .
        reverted     | .    | . | .        | .
        not-reverted | .    | . | .        | .
        would-exec   | .    | . | .        | .
        exec-failed  | .    | . | .        | .
        exec-unknown | .    | . | .        | .
        completed    | .    | . | .        | .
        failed       | .    | . | .        | .
        unknown      | .    | . | .        | .
        rejected     | .    | . | .        | .
        denied       | .    | . | .        | .
        expired      | .    | . | .        | .
        withdrawn    | .    | . | .        | .
        """;

    // Somebody who may approve it opens it.
    private const string Looking = """
        situation    | seen
        submitted    | .
        assessed     | .
        pending      | PEN
        overtime     | .
        counted      | PEN
        approved     | .
        too-old      | .
        claimed      | .
        overdue      | .
        doubted      | .
        doubted-over | .
        lost-once    | .
        released     | .
        released-old | .
        executed     | .
        unsettled    | .
        verified     | .
        reverting    | .
        reverted     | .
        not-reverted | .
        would-exec   | .
        exec-failed  | .
        exec-unknown | .
        completed    | .
        failed       | .
        unknown      | .
        rejected     | .
        denied       | .
        expired      | .
        withdrawn    | .
        """;

    public static IReadOnlyDictionary<string, ErrorCode> Refusals { get; } = new Dictionary<string, ErrorCode>
    {
        ["busy"] = ErrorCode.ResourceBusy,
        ["plan"] = ErrorCode.PlanChanged,
        ["late"] = ErrorCode.ApprovalExpired,
        ["done"] = ErrorCode.AlreadyDecided,
        ["self"] = ErrorCode.SelfApprovalForbidden,
        ["role"] = ErrorCode.RoleRequired,
        ["none"] = ErrorCode.PolicyDenied,
        ["veri"] = ErrorCode.VerifiedIdentityRequired,
        ["miss"] = ErrorCode.ResourceNotFound,
    };

    public static IReadOnlyDictionary<string, ProposalStatus> Statuses { get; } =
        Enum.GetValues<ProposalStatus>().ToDictionary(s => s.ToString()[..3].ToUpperInvariant());

    /// <summary>Every cell, by its row, its column and what stands there.</summary>
    public static IEnumerable<(string Situation, string Command, string Expected)> Cells() => new[] { Machine, People, Glass, Execution, Aftermath, Reconciling, Looking }.SelectMany(Read);

    public static ProposalCommand Command(string column, Proposal proposal)
    {
        var other = new PlanHash(new string('f', 64));
        return column switch
        {
            "rotate" => new ProposalCommand.RotateToken(Proposals.Token(9).Hash()),
            "assess" => new ProposalCommand.Assess(Proposals.Risk with { Level = RiskLevel.High }),
            "reject" => new ProposalCommand.Reject(Situations.Problem),
            "reject-p" => new ProposalCommand.Reject(Situations.Problem, ProposalStatus.Pending),
            "raise" => new ProposalCommand.RaiseRequirements(Situations.AsksForTwo, Situations.CheckedNow),
            "reject-d" => new ProposalCommand.Reject(Situations.Problem, ProposalStatus.Approved),
            "await" => new ProposalCommand.Await(Newer(proposal.Wait)),
            "again" => new ProposalCommand.Await(proposal.Wait ?? Proposals.Wait),
            "close" => new ProposalCommand.Close("Nobody decided in time."),
            "finish" => new ProposalCommand.Finish(null),
            "finish-f" => new ProposalCommand.Finish(Situations.Problem),
            "seen" => new ProposalCommand.MarkSeen(),
            "remind" => new ProposalCommand.Remind(TimeSpan.FromMinutes(14)),
            "effect" => new ProposalCommand.RecordEffect(new EffectRecord(Situations.Now, EffectVerdict.Better, "It helped."), null),
            "approve" => new ProposalCommand.Approve(Users.Verified(Users.Admin), null, null, Authority.None),
            "lead" => new ProposalCommand.Approve(Users.Verified(Users.Lead, RequestSource.Slack), proposal.PlanHash.Short, null, Authority.None),
            "own" => new ProposalCommand.Approve(Users.Verified(Users.Engineer), proposal.PlanHash.Value, null, Authority.None),
            "other" => new ProposalCommand.Approve(Users.Verified(Users.Admin), other.Value, null, Authority.None),
            "deny" => new ProposalCommand.Deny(Users.Verified(Users.Admin), null, "Not now."),
            "deny-o" => new ProposalCommand.Deny(Users.Verified(Users.Admin), other.Value, "Not now."),
            "withdraw" => new ProposalCommand.Withdraw(Users.Asserted(Users.Engineer), null, "Not needed.", null, Authority.None),
            "not-mine" => new ProposalCommand.Withdraw(Users.Verified(Users.Lead), null, "Not needed.", null, Authority.None),
            "withdraw-o" => new ProposalCommand.Withdraw(Users.Asserted(Users.Engineer), other.Value, "Not needed.", null, Authority.None),
            "adopt" => new ProposalCommand.Adopt(Users.Verified(Users.Engineer), null, Authority.None),
            "glass" => new ProposalCommand.BreakGlass(Users.Verified(Users.Admin), null, new BreakGlassStatement(IncidentId.Of(2026, 1), "Orders are lost.", RiskLevel.Medium), Authority.None),
            "review" => new ProposalCommand.ReviewBreakGlass(Users.Verified(Users.Lead), null, "It was right.", Authority.None),
            "acquire" => new ProposalCommand.Acquire(new ExecutionClaim("another-run", Situations.Now + TimeSpan.FromMinutes(1)), proposal.PlanHash),
            "acquire-o" => new ProposalCommand.Acquire(new ExecutionClaim("another-run", Situations.Now + TimeSpan.FromMinutes(1)), other),
            "release" => new ProposalCommand.Release(Proposals.Invocation),
            "release-o" => new ProposalCommand.Release("another-run"),
            "record" => new ProposalCommand.RecordExecution(Proposals.Invocation, Situations.Recorded(ExecutionStatus.Executed)),
            "record-o" => new ProposalCommand.RecordExecution("another-run", Situations.Recorded(ExecutionStatus.Executed)),
            "doubt" => new ProposalCommand.MarkUnconfirmed(Proposals.Invocation, Situations.Problem, Situations.Now + TimeSpan.FromSeconds(30)),
            "doubt-o" => new ProposalCommand.MarkUnconfirmed("another-run", Situations.Problem, Situations.Now + TimeSpan.FromSeconds(30)),
            "declare" => new ProposalCommand.DeclareUnknown(Situations.Problem),
            "verify-w" => new ProposalCommand.RecordVerification(new VerificationRecord(Situations.Now, false, null, [], "waiting")),
            "verify" => new ProposalCommand.RecordVerification(new VerificationRecord(Situations.Now, true, Situations.Now, [], "good")),
            "read-done" => new ProposalCommand.RecordReadBack(Done: true),
            "read-not" => new ProposalCommand.RecordReadBack(Done: false),
            "revert-s" => new ProposalCommand.RecordReversal(Situations.Reversed(ReversalStatus.Started)),
            "reverted" => new ProposalCommand.RecordReversal(Situations.Reversed(ReversalStatus.Reverted)),
            "revert-f" => new ProposalCommand.RecordReversal(Situations.Reversed(ReversalStatus.Failed)),
            _ => throw new ArgumentOutOfRangeException(nameof(column), column, "not a column"),
        };
    }

    private static ApprovalWait Newer(ApprovalWait? wait) => (wait ?? Proposals.Wait) with { TaskToken = new TaskToken("another"), RetryCount = 1 };

    private static IEnumerable<(string Situation, string Command, string Expected)> Read(string table)
    {
        var rows = table.Split('\n').Select(r => r.Split('|', StringSplitOptions.TrimEntries)).ToList();
        return rows.Skip(1).SelectMany(row => row.Skip(1).Select((cell, i) => (row[0], rows[0][i + 1], cell)));
    }
}
