using OpsAgent.Core.Approvals;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Operations.Incidents;

/// <summary>An incident record. Stored once and never changed.</summary>
public sealed record Incident(IncidentId Id, IncidentReport Report);

/// <summary>What somebody reported; it becomes an <see cref="Incident"/> when it gets a number.</summary>
public sealed record IncidentReport
{
    public required string Summary { get; init; }

    /// <summary>low, medium, high or critical.</summary>
    public required string Severity { get; init; }

    public required IReadOnlyList<string> Links { get; init; }

    /// <summary>The proposal it is about, or null.</summary>
    public ProposalId? ProposalId { get; init; }

    public required Person By { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The request that made it, and so the chain of its audit.</summary>
    public required string CorrelationId { get; init; }

    public required ExecutionMode Mode { get; init; }

    public string? IdempotencyKey { get; init; }

    /// <summary>Over the request's parameters: tells a repeat from another request under the same key.</summary>
    public required string RequestHash { get; init; }
}
