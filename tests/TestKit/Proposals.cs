using OpsAgent.Core.Identity;
using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.StateMachine;
using OpsAgent.Core.Approvals.Transitions;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Ec2;
using OpsAgent.Core.Operations.Incidents;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;

namespace OpsAgent.TestKit;

/// <summary>
/// Proposals in every status, each brought there by the real transitions. The engineer proposed them, the lead
/// decided; the same every time, to the byte.
/// </summary>
public static class Proposals
{
    public const string TaskTokenText = "AQCEAAAAKgAAAAMAAAAA-task-token-of-a-test";
    public const string Invocation = "8f5d8b52-0000-4000-8000-000000000001";

    /// <summary>When the window of a pending one closes.</summary>
    public static readonly DateTimeOffset ExpiresAt = Moments.After(892);

    /// <summary>When the claim of an executing one runs out.</summary>
    public static readonly DateTimeOffset Deadline = Moments.After(70);

    public static RiskAssessment Risk { get; } = new(RiskLevel.Medium, ["CriticalityLevel is high."], 1, SelfApprovalAllowed: false);

    public static ApprovalWait Wait { get; } = new(new TaskToken(TaskTokenText), Moments.After(2), 0, ExpiresAt);

    public static ExecutionClaim Claim { get; } = new(Invocation, Deadline);

    public static AuditSubject Subject { get; } = new("01kkng0000000000000000req1", ExecutionMode.LocalMock) { Person = Users.Asserted(Users.Engineer) };

    public static IReadOnlyList<ProposalStatus> Terminal { get; } =
        [.. Enum.GetValues<ProposalStatus>().Where(s => s is not (ProposalStatus.Submitted or ProposalStatus.Pending or ProposalStatus.Approved or ProposalStatus.Executing))];

    /// <summary>Submitted and not assessed yet; each number is another proposal for another instance.</summary>
    public static Proposal New(int number = 1)
    {
        var instance = Instances.Numbered(number);
        var plan = PlanFor(instance);
        return new Proposal
        {
            Id = ProposalId.TryParse($"01kkng00000000000000{number:d6}")!.Value,
            Version = 1,
            Status = ProposalStatus.Submitted,
            Plan = plan,
            PlanHash = plan.Hash(),
            Requester = Users.Asserted(Users.Engineer),
            CorrelationId = "01kkng0000000000000000req1",
            Mode = ExecutionMode.LocalMock,
            CreatedAt = Moments.After(number - 1),
            IdempotencyKey = $"key-{number}",
            TokenHash = Token(number).Hash(),
            AuditHead = AuditHead.Start,
        };
    }

    public static ApprovalToken Token(int number) => ApprovalToken.TryParse($"approve-{number:d32}")!;

    public static ChangePlan PlanFor(Instance instance)
    {
        var reboot = new RebootEc2();
        return reboot.Plan(
            new Arguments(new JsonObject { ["instance_id"] = instance.Id, ["reason"] = "The application hangs since 08:50." }.ToElement()),
            reboot.StateOf(new RebootEc2Target(instance)));
    }

    public static Proposal In(ProposalStatus status, int number = 1) => Story(status, number)[^1].Proposal;

    /// <summary>Every stored state on the way to a status, each with the events of its transaction.</summary>
    public static IReadOnlyList<(Proposal Proposal, IReadOnlyList<AuditEvent> Events)> Story(ProposalStatus status, int number = 1)
    {
        var submitted = New(number);
        var story = new List<(Proposal Proposal, IReadOnlyList<AuditEvent> Events)>
        {
            Seal(submitted, [new AuditEntry(AuditEventType.ProposalCreated, "submitted")], submitted.CreatedAt),
        };
        foreach (var (at, command) in PathTo(status, submitted.PlanHash))
        {
            story.Add(Take(story[^1].Proposal, command, at));
        }

        return story;
    }

    /// <summary>Applies a command that must take effect, as the ledger does: version up, audit sealed.</summary>
    public static (Proposal Proposal, IReadOnlyList<AuditEvent> Events) Take(Proposal proposal, ProposalCommand command, DateTimeOffset at) =>
        ProposalTransitions.Apply(proposal, command, at) is Transition.Applied applied
            ? Seal(applied.Proposal with { Version = proposal.Version + 1 }, applied.Entries, at)
            : throw new InvalidOperationException($"{command} takes no effect on a proposal that is {proposal.Status}.");

    /// <summary>Gives entries their places, with event ids that depend on nothing but the place.</summary>
    public static (Proposal Proposal, IReadOnlyList<AuditEvent> Events) Seal(Proposal proposal, IEnumerable<AuditEntry> entries, DateTimeOffset at)
    {
        var subject = Subject with { Operation = proposal.Plan.Operation, Target = proposal.Plan.Target.Arn, ProposalId = proposal.Id };
        var (head, events) = (proposal.AuditHead, new List<AuditEvent>());
        foreach (var entry in entries)
        {
            events.Add(AuditChain.Append(proposal.Id.Value, head, $"01kkng0000000000000000{head.Sequence + 1:d4}", at, subject, entry));
            head = AuditChain.HeadOf(events[^1]);
        }

        return (proposal with { AuditHead = head }, events);
    }

    /// <summary>The stored form: what two proposals are compared by, for their tokens have no equality.</summary>
    public static string Json(Proposal proposal) => JsonSerializer.Serialize(proposal, CoreJson.Default.Proposal);

    /// <summary>Executed, never seen to settle, and set back.</summary>
    public static Proposal Reverted() =>
        new (int Seconds, ProposalCommand Command)[]
        {
            (11, new ProposalCommand.RecordExecution(Invocation, new ExecutionRecord(ExecutionStatus.Executed, Moments.After(11), TimeSpan.FromMilliseconds(420)))),
            (610, new ProposalCommand.RecordVerification(new VerificationRecord(
                Moments.After(610), false, null, [new VerificationSignal("running count", false, "4 of 6")], "waiting: running count is 4 of 6"))),
            (612, new ProposalCommand.RecordReversal(new ReversalRecord(ReversalStatus.Started, Moments.After(612), "set back to 3 tasks"), TimeSpan.FromMinutes(10))),
            (613, new ProposalCommand.RecordReversal(new ReversalRecord(ReversalStatus.Reverted, Moments.After(613), "set back to 3 tasks"))),
            (614, new ProposalCommand.Finish(null)),
        }.Aggregate(In(ProposalStatus.Executing), (proposal, next) => Take(proposal, next.Command, Moments.After(next.Seconds)).Proposal);

    /// <summary>Approved by break-glass by the admin, completed, and reviewed by the lead.</summary>
    public static Proposal Broken()
    {
        var plan = New().PlanHash;
        var (requester, admin) = (Users.Verified(Users.Engineer), Users.Verified(Users.Admin));
        var statement = new BreakGlassStatement(IncidentId.Of(2026, 1), "Orders are lost, and both approvers sleep.", RiskLevel.Medium);
        return PathTo(ProposalStatus.Completed, plan)
            .Select(c => c.Command is ProposalCommand.Approve ? c with { Command = new ProposalCommand.BreakGlass(admin, plan.Short, statement, Users.Authority) }
                : c.Command is ProposalCommand.Assess ? c with { Command = new ProposalCommand.Assess(Risk with { ApprovalsNeeded = 2 }) } : c)
            .Append((Moments.After(200), new ProposalCommand.ReviewBreakGlass(Users.Verified(Users.Lead), null, "It was right.", Users.Authority)))
            .Aggregate(New() with { Requester = requester }, (proposal, next) => Take(proposal, next.Command, next.At).Proposal);
    }

    private static (DateTimeOffset At, ProposalCommand Command)[] PathTo(ProposalStatus status, PlanHash plan) => status switch
    {
        ProposalStatus.Submitted => [],
        ProposalStatus.Rejected => [(Moments.After(1), new ProposalCommand.Reject(new Refusal(ErrorCode.PolicyDenied, "A guardrail said no.", new JsonObject { ["rule"] = "instance_state" }.ToElement())))],
        ProposalStatus.Pending => [(Moments.After(1), new ProposalCommand.Assess(Risk)), (Moments.After(2), new ProposalCommand.Await(Wait))],
        ProposalStatus.Denied => [.. PathTo(ProposalStatus.Pending, plan), (Moments.After(5), new ProposalCommand.Deny(Users.Verified(Users.Lead) with { InPerson = false }, plan.Value, "Not during the release."))],
        ProposalStatus.Withdrawn => [.. PathTo(ProposalStatus.Pending, plan), (Moments.After(5), new ProposalCommand.Withdraw(Users.Asserted(Users.Engineer), null, "It recovered by itself.", null, Authority.None))],
        ProposalStatus.Expired => [.. PathTo(ProposalStatus.Pending, plan), (ExpiresAt, new ProposalCommand.Close("Nobody decided in time."))],
        ProposalStatus.Approved => [.. PathTo(ProposalStatus.Pending, plan), (Moments.After(5), new ProposalCommand.Approve(Users.Verified(Users.Lead) with { InPerson = false }, plan.Value, null, Authority.None))],
        ProposalStatus.Executing => [.. PathTo(ProposalStatus.Approved, plan), (Moments.After(10), new ProposalCommand.Acquire(Claim, plan))],
        ProposalStatus.Completed =>
        [
            .. PathTo(ProposalStatus.Executing, plan),
            (Moments.After(11), new ProposalCommand.RecordExecution(Invocation, new ExecutionRecord(ExecutionStatus.Executed, Moments.After(11), TimeSpan.FromMilliseconds(420)))),
            (Moments.After(101), new ProposalCommand.RecordVerification(new VerificationRecord(
                Moments.After(101), true, Moments.After(71), [new VerificationSignal("instance state", true, "running")], "instance state running for 30 s, 90 s after the change"))),
            (Moments.After(102), new ProposalCommand.Finish(null)),
        ],
        ProposalStatus.Failed =>
        [
            .. PathTo(ProposalStatus.Executing, plan),
            (Moments.After(11), new ProposalCommand.RecordExecution(
                Invocation, new ExecutionRecord(ExecutionStatus.Failed, Moments.After(11), TimeSpan.FromMilliseconds(95), new Refusal(ErrorCode.AwsAccessDenied, "AWS refused it.")))),
            (Moments.After(12), new ProposalCommand.Finish(null)),
        ],
        ProposalStatus.Unknown =>
        [
            .. PathTo(ProposalStatus.Executing, plan),
            (Deadline, new ProposalCommand.DeclareUnknown(new Refusal(ErrorCode.OutcomeUnknown, "It ended without a result."))),
            (Deadline + TimeSpan.FromSeconds(1), new ProposalCommand.Finish(null)),
        ],
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "not a status"),
    };
}
