namespace OpsAgent.Core.Operations.Incidents;

/// <param name="Incidents">Those that could be read, newest first.</param>
/// <param name="Next">After which incident to go on; null at the end of the list.</param>
/// <param name="Unreadable">How many were passed over: damaged, or written by a newer version.</param>
public sealed record IncidentPage(IReadOnlyList<Incident> Incidents, IncidentId? Next, int Unreadable);
