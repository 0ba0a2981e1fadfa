using System.Text.Json.Serialization;

using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Cards;

/// <summary>
/// A proposed change, with the buttons of whoever asked: each of <see cref="Decisions"/> is a decision that names
/// <see cref="ProposalId"/> and <see cref="PlanHash"/>, sent by the person's own client. The title is the change in one
/// sentence. MUST NOT hold the approval token.
/// </summary>
public sealed record ProposalCard : Card
{
    public required string ProposalId { get; init; }

    /// <summary><c>validating</c>, or the proposal's status: <c>pending</c>, <c>approved</c>, <c>completed</c>, ...</summary>
    public required string Status { get; init; }

    public required string RequestedBy { get; init; }

    /// <summary>Why, in the requester's words.</summary>
    public string? Reason { get; init; }

    /// <summary>What is now, as far as the change touches it.</summary>
    public IReadOnlyList<CardField> Before { get; init; } = [];

    /// <summary>What will be.</summary>
    public IReadOnlyList<CardField> After { get; init; } = [];

    /// <summary>What the approver must know beyond the change itself, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The first 8 hex characters; enough to decide with.</summary>
    public required string PlanHash { get; init; }

    /// <summary><c>low</c>, <c>medium</c>, <c>high</c>; null while it is validated.</summary>
    public string? RiskLevel { get; init; }

    public IReadOnlyList<string> RiskReasons { get; init; } = [];

    /// <summary>How many people must approve; null while it is validated.</summary>
    public int? ApprovalsNeeded { get; init; }

    /// <summary>Who has approved so far.</summary>
    public IReadOnlyList<string> ApprovedBy { get; init; } = [];

    /// <summary>Who denied or withdrew it; null where nobody did.</summary>
    public string? ClosedBy { get; init; }

    /// <summary>When the window to decide ends; null where nobody is asked.</summary>
    [JsonConverter(typeof(TimestampConverter))]
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Whether whoever asked may approve it now; null where it is past deciding.</summary>
    public bool? MayDecide { get; init; }

    /// <summary>What whoever asked may do now, a button each; which, is said by <see cref="Approvals.DecisionRights.Decisions"/>.</summary>
    public IReadOnlyList<string> Decisions { get; init; } = [];

    /// <summary>Why whoever asked may not approve it, in a sentence; null where they may or it is past deciding.</summary>
    public string? WhyNot { get; init; }

    /// <summary>Where one decides, for channels without a button; null where it is past deciding.</summary>
    public string? WhereToDecide { get; init; }

    /// <summary>Who may decide, in a sentence; null where it is past deciding.</summary>
    public string? WhoMayDecide { get; init; }

    /// <summary>How to undo it, or that it cannot be; null where the plan is not shown.</summary>
    public string? Undo { get; init; }

    /// <summary>What became of it, in a sentence, or null.</summary>
    public string? Text { get; init; }
}
