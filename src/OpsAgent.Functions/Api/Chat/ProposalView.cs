using System.Text.Json;
using System.Text.Json.Serialization;

using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Api.Proposals;

namespace OpsAgent.Functions.Api.Chat;

/// <summary>What Chat reads of a proposal in Proposals' answers. The approval token is not among it.</summary>
internal sealed record ProposalView
{
    public required string ProposalId { get; init; }

    public required string Status { get; init; }

    public required string ActionSummary { get; init; }

    public string? Reason { get; init; }

    public required string PlanHash { get; init; }

    public required string RequestedBy { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public string? RiskLevel { get; init; }

    public IReadOnlyList<string>? RiskReasons { get; init; }

    public int? ApprovalsNeeded { get; init; }

    public required IReadOnlyList<string> ApprovedBy { get; init; }

    public bool MayDecide { get; init; }

    public string? WhoMayDecide { get; init; }

    public required IReadOnlyList<string> Decisions { get; init; }

    public string? WhyNot { get; init; }

    /// <summary>Who denied or withdrew it; null where nobody did, and in lists.</summary>
    public string? ClosedBy { get; init; }

    /// <summary>How it stands; only where one proposal is shown.</summary>
    public string? Message { get; init; }

    /// <summary>Null in lists.</summary>
    public PlanAnswer? Plan { get; init; }

    /// <summary>Only where one proposal is shown, as are the next three.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? CreatedAt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? EndedAt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ProposalPageAnswer.VerificationLine? Verification { get; init; }

    /// <summary>Whether what the proposal watches got better.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ProposalPageAnswer.EffectLine>? Effects { get; init; }
}

internal sealed record ProposalListView(int Count, IReadOnlyList<ProposalView> Proposals);

/// <summary>What Chat reads of what a proposal would be.</summary>
internal sealed record PreviewView(
    string ActionSummary, string PlanHash, string RiskLevel, IReadOnlyList<string> RiskReasons, string WhoMayDecide, PlanAnswer Plan);

/// <summary>What every answer says of itself.</summary>
/// <param name="Error">Null of a success.</param>
/// <param name="ProposalId">What an error is about, or null.</param>
/// <param name="Unreadable">How many stored records were passed over.</param>
internal sealed record AnswerStatus(Refusal? Error = null, string? ProposalId = null, int Unreadable = 0);

/// <summary>Proposals' answers, as Chat reads them.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters = [typeof(TimestampConverter)],
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(PreviewView))]
[JsonSerializable(typeof(ProposalView))]
[JsonSerializable(typeof(ProposalListView))]
[JsonSerializable(typeof(AnswerStatus))]
internal sealed partial class ProposalsJson : JsonSerializerContext;
