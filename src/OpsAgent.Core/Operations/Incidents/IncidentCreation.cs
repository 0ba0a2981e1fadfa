using OpsAgent.Core.Audit;

namespace OpsAgent.Core.Operations.Incidents;

/// <summary>What became of a report; closed.</summary>
public abstract record IncidentCreation
{
    private IncidentCreation()
    {
    }

    /// <summary>It is stored under a new number, with these events.</summary>
    public sealed record Created(Incident Incident, IReadOnlyList<AuditEvent> Events) : IncidentCreation;

    /// <summary>The same person has used this idempotency key before, for this incident; nothing was stored.</summary>
    public sealed record Repeated(Incident First) : IncidentCreation;
}
