using OpsAgent.Core.Audit;

namespace OpsAgent.Core.Operations.Incidents;

/// <summary>
/// Keeps incident records. An implementation MUST
/// <list type="bullet">
/// <item>number the incidents of a year upwards from 1 and give no number twice, however many instances file at once;
/// a number may be left out;</item>
/// <item>store the record, its idempotency key and its audit events in one transaction: all of them or none;</item>
/// <item>answer a report under an idempotency key that its reporter (<see cref="Identity.Person.Key"/>) has used before with that first incident, and store nothing;</item>
/// <item>offer no way to change or remove a record, and read what was last written.</item>
/// </list>
/// The finding methods throw <see cref="System.Text.Json.JsonException"/> for a record that cannot be read.
/// </summary>
public interface IIncidents
{
    /// <param name="report">The year of its time is the year of its number.</param>
    /// <param name="audit">Makes the audit events of the incident under its number; may be called again when another instance took the number.</param>
    /// <exception cref="AuditWriteException">Nothing is stored.</exception>
    Task<IncidentCreation> CreateAsync(IncidentReport report, Func<Incident, IReadOnlyList<AuditEvent>> audit, CancellationToken cancellationToken);

    Task<Incident?> FindAsync(IncidentId id, CancellationToken cancellationToken);

    /// <param name="after">Only those numbered before this one, or null for all.</param>
    /// <returns>
    /// The newest first, at most <paramref name="limit"/>. One that cannot be read MUST NOT hide the others: it is counted and
    /// left out.
    /// </returns>
    Task<IncidentPage> ListAsync(int limit, IncidentId? after, CancellationToken cancellationToken);
}

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
