using OpsAgent.Core.Approvals;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Audit;

/// <summary>What an audit entry is about: the person, the operation and the request. Unknown parts are null.</summary>
public sealed record AuditSubject(string CorrelationId, ExecutionMode Mode)
{
    public Person? Person { get; init; }

    public string? Operation { get; init; }

    public string? Target { get; init; }

    public ProposalId? ProposalId { get; init; }

    /// <summary>How long it took, or null.</summary>
    public TimeSpan? Duration { get; init; }
}
