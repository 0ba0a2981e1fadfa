using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.StateMachine;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Activities;

namespace OpsAgent.Functions.Api.Proposals;

/// <summary>One proposal with everything that may be seen of it: the plan, the people, the timeline, the state machine's path.</summary>
internal sealed record ProposalPageAnswer(Proposal Proposal, DecisionRights Rights) : ListedProposal(Proposal, Rights)
{
    public bool? SelfApprovalAllowed => Proposal.Risk?.SelfApprovalAllowed;

    public DateTimeOffset CreatedAt => Proposal.CreatedAt;

    public DateTimeOffset? EndedAt => Proposal.EndedAt;

    /// <summary>When somebody who might approve it first opened it; null where nobody is known to have.</summary>
    public DateTimeOffset? FirstSeenAt => Proposal.FirstSeenAt;

    /// <summary>Whether POST /operations/propose_again takes it.</summary>
    public bool MayProposeAgain => DecisionRights.CheckAgain(Proposal) is null;

    public string Message => OutcomeMessage.Of(Proposal);

    public PlanAnswer Plan => PlanAnswer.Of(Proposal.Plan);

    public string? ClosedBy => Proposal.Closure?.By.UserId.Value;

    public string? CloseReason => Proposal.Closure?.Reason;

    public RefusalLine? Refusal => (Proposal.Refusal ?? Proposal.Execution?.Problem) is { } refusal
        ? new RefusalLine(WireName.Of(refusal.Code), refusal.Message, refusal.Details ?? new JsonObject().ToElement())
        : null;

    public ExecutionLine? Execution => Proposal.Execution is { } execution
        ? new ExecutionLine(WireName.Of(execution.Status), execution.At, (long)execution.Duration.TotalMilliseconds, execution.Problem?.Message)
        : null;

    public VerificationLine? Verification => Proposal.Verification is { } record
        ? new VerificationLine(record.Verified, record.At, record.Summary, [.. record.Signals.Select(s => new SignalLine(s.Name, s.Good, s.Observed))])
        : null;

    public ReversalLine? Reversal => Proposal.Reversal is { } record
        ? new ReversalLine(WireName.Of(record.Status), record.At, record.Summary, record.Problem?.Message)
        : null;

    /// <summary>The alarm or metric that is to get better, as it was found; null where the proposal names none.</summary>
    public string? Watch => Proposal.Watch?.Display();

    /// <summary>When it is looked at next; null where it is not.</summary>
    public DateTimeOffset? EffectDueAt => Proposal.EffectDueAt;

    /// <summary>What the looks at it found, oldest first.</summary>
    public IReadOnlyList<EffectLine> Effects => [.. (Proposal.Effects ?? []).Select(e => new EffectLine(WireName.Of(e.Verdict), e.At, e.Summary))];

    public required IReadOnlyList<TimelineLine> Timeline { get; init; }

    public required ChainLine Audit { get; init; }

    /// <summary>Null where the state machine knows nothing of it or does not answer.</summary>
    public required WorkflowLine? Workflow { get; init; }

    public static ProposalPageAnswer Of(Proposal proposal, DecisionRights rights, IReadOnlyList<AuditEvent> events, WorkflowLine? workflow)
    {
        var fault = AuditChain.FindFirstProblem(proposal.Id.Value, events, proposal.AuditHead);
        return new ProposalPageAnswer(proposal, rights)
        {
            Timeline = [.. events.Select(TimelineLine.Of)],
            Audit = new ChainLine(fault is null, fault, events.Count, proposal.AuditHead.Hash),
            Workflow = workflow,
        };
    }

    internal sealed record RefusalLine(string Code, string Message, JsonElement Details);

    internal sealed record ExecutionLine(string Status, DateTimeOffset At, long DurationMs, string? Problem);

    internal sealed record VerificationLine(bool Verified, DateTimeOffset At, string Summary, IReadOnlyList<SignalLine> Signals);

    internal sealed record SignalLine(string Name, bool Good, string Observed);

    internal sealed record ReversalLine(string Status, DateTimeOffset At, string Summary, string? Problem);

    /// <param name="Verdict"><c>better</c>, <c>same</c>, <c>worse</c>, <c>unknown</c>.</param>
    internal sealed record EffectLine(string Verdict, DateTimeOffset At, string Summary);

    [JsonDerivedType(typeof(TimelineEvent))]
    [JsonDerivedType(typeof(UnreadableEvent))]
    internal abstract record TimelineLine
    {
        public static TimelineLine Of(AuditEvent stored)
        {
            if (stored.FieldsIfReadable() is not { } fields)
            {
                return new UnreadableEvent(true);
            }

            return new TimelineEvent(Text("event_type"), Text("timestamp"), Text("user_id"), Text("outcome"));

            string? Text(string name) => fields.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
        }
    }

    internal sealed record TimelineEvent(string? EventType, string? Timestamp, string? UserId, string? Outcome) : TimelineLine;

    /// <summary>An event whose stored form cannot be read; it keeps its place.</summary>
    internal sealed record UnreadableEvent(bool Unreadable) : TimelineLine;

    /// <param name="Fault">The first problem of the chain; null where it holds.</param>
    /// <param name="Head">The hash that the proposal keeps of its chain's last event.</param>
    internal sealed record ChainLine(bool Verified, string? Fault, int Events, string Head);

    internal sealed record WorkflowLine(string ExecutionArn, string Status, IReadOnlyList<StepLine> Path)
    {
        public static WorkflowLine Of(StateMachineExecution run, IReadOnlyList<StateMachineStep> path) =>
            new(run.ExecutionArn, run.Status, [.. path.Select(s => new StepLine(s.State, s.EnteredAt))]);
    }

    internal sealed record StepLine(string State, DateTimeOffset EnteredAt);
}
