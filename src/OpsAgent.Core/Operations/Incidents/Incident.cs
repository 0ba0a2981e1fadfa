namespace OpsAgent.Core.Operations.Incidents;

/// <summary>An incident record. Stored once and never changed.</summary>
public sealed record Incident(IncidentId Id, IncidentReport Report);
