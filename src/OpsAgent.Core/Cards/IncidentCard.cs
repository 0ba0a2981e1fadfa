using System.Text.Json.Serialization;

using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Cards;

/// <summary>An incident record. The title is its summary.</summary>
public sealed record IncidentCard : Card
{
    /// <summary>Such as <c>INC-2026-0001</c>.</summary>
    public required string IncidentId { get; init; }

    /// <summary><c>low</c>, <c>medium</c>, <c>high</c> or <c>critical</c>.</summary>
    public required string Severity { get; init; }

    [JsonConverter(typeof(TimestampConverter))]
    public required DateTimeOffset CreatedAt { get; init; }

    public IReadOnlyList<string> Links { get; init; } = [];

    public string? ProposalId { get; init; }
}
