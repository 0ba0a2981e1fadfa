using System.Collections.Immutable;
using System.Text.Json.Serialization;

using OpsAgent.Core.Approvals.Effects;
using OpsAgent.Core.Approvals.StateMachine;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Guardrails.Policies;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Approvals;

/// <summary>
/// One write from the request to the recorded outcome. Immutable; <see cref="Transitions.ProposalTransitions.Apply"/> creates
/// the next state, and a store saves it.
/// <list type="table">
/// <item><term>Submitted</term><description>stored; the state machine checks it</description></item>
/// <item><term>Pending</term><description>waits for approvals until <see cref="ApprovalWait.ExpiresAt"/></description></item>
/// <item><term>Approved</term><description>approved by the quorum; expires if the execution is not claimed within five minutes</description></item>
/// <item><term>Executing</term><description>claimed by one invocation, which makes the change once; then verified</description></item>
/// <item><term>Completed, Failed, Unknown</term><description>terminal: succeeded, failed, outcome not known</description></item>
/// <item><term>Rejected, Denied, Expired, Withdrawn</term><description>terminal: never executed</description></item>
/// </list>
/// Contains a task token: never write it to a response, a log or an execution's input.
/// </summary>
public sealed record Proposal
{
    /// <summary>How many approvals it takes at least where the requester is only a claim.</summary>
    public const int ApprovalsOfClaim = 2;

    public required ProposalId Id { get; init; }

    /// <summary>Number of the stored state, from 1, for the store's optimistic concurrency.</summary>
    public required long Version { get; init; }

    public required ProposalStatus Status { get; init; }

    public required ChangePlan Plan { get; init; }

    public required PlanHash PlanHash { get; init; }

    public required Person Requester { get; init; }

    public required string CorrelationId { get; init; }

    public required ExecutionMode Mode { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The requester's Idempotency-Key, or null.</summary>
    public string? IdempotencyKey { get; init; }

    public required TokenHash TokenHash { get; init; }

    public RiskAssessment? Risk { get; init; }

    /// <summary>By which policy it was last checked; null before that, and in proposals of earlier versions.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PolicyRecord? Policy { get; init; }

    public ApprovalWait? Wait { get; init; }

    /// <summary>Whether the requester is only a claim: it takes two approvals then, or the requester's <see cref="Adoption"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool NeedsAdoption { get; init; }

    /// <summary>The named requester's own word, verified in person, that the proposal is theirs; null until then.</summary>
    public Approval? Adoption { get; init; }

    /// <summary>
    /// When somebody who might approve it first opened it: by GET /operations/proposals/{id}, which the console's page and confirming
    /// step and Slack's form send too. Null before that, in proposals of earlier versions, and where it was decided from a card alone.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? FirstSeenAt { get; init; }

    /// <summary>When the approvers were last reminded, or null.</summary>
    public DateTimeOffset? RemindedAt { get; init; }

    /// <summary>The approvals in order, each person once.</summary>
    public ImmutableArray<Approval> Approvals { get; init; } = [];

    /// <summary>How an approval by break-glass was reviewed; null until then, and where there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public BreakGlassReview? BreakGlassReview { get; init; }

    public ExecutionClaim? Claim { get; init; }

    public ExecutionRecord? Execution { get; init; }

    public VerificationRecord? Verification { get; init; }

    /// <summary>How the change was reverted after it did not settle, or null.</summary>
    public ReversalRecord? Reversal { get; init; }

    /// <summary>What is to get better by the change, or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public WatchedSignal? Watch { get; init; }

    /// <summary>When <see cref="Watch"/> is looked at next; null before the change is verified and after the last look.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? EffectDueAt { get; init; }

    /// <summary>What the looks at <see cref="Watch"/> found, in order; null before the first. With <see cref="BreakGlassReview"/> all that is added to a proposal that has ended.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<EffectRecord>? Effects { get; init; }

    /// <summary>Why it was rejected, or null.</summary>
    public Refusal? Refusal { get; init; }

    /// <summary>Who denied or withdrew it, or why it expired, or null.</summary>
    public ProposalClosure? Closure { get; init; }

    /// <summary>When it reached a terminal state, or null.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The head of its audit chain, whose name is its id.</summary>
    public required AuditHead AuditHead { get; init; }

    [JsonIgnore]
    public bool IsTerminal => Status is not (ProposalStatus.Submitted or ProposalStatus.Pending or ProposalStatus.Approved or ProposalStatus.Executing);

    [JsonIgnore]
    public int ApprovalsNeeded => Math.Max(Risk?.ApprovalsNeeded ?? 1, NeedsAdoption && Adoption is null ? ApprovalsOfClaim : 1);

    /// <summary>The approval by which an administrator skipped quorum and approver groups, or null.</summary>
    [JsonIgnore]
    public Approval? BrokenGlass => Approvals.FirstOrDefault(a => a.BreakGlass is not null);

    /// <summary>Whether it was approved by break-glass and nobody has reviewed that.</summary>
    [JsonIgnore]
    public bool NeedsReview => BrokenGlass is not null && BreakGlassReview is null;

    /// <returns>Whether the person of this address has approved, by whichever of their addresses.</returns>
    public bool ApprovedBy(UserId user, Authority authority) => Approvals.Any(a => authority.IsSamePerson(a.By.UserId, user));
}
