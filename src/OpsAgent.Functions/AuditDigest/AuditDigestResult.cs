namespace OpsAgent.Functions.AuditDigest;

/// <summary>What one run of AuditDigest did.</summary>
/// <param name="Digests">How many it made.</param>
/// <param name="Findings">How many things do not hold; the log says which.</param>
public sealed record AuditDigestResult(int Digests, int Findings);
