namespace OpsAgent.Core.Audit.Digests;

/// <summary>What a verification came to.</summary>
/// <param name="Findings">Those of digests, then of chains as they were given; empty where all holds.</param>
/// <param name="Digests">How many were looked at.</param>
/// <param name="Events">How many are there.</param>
/// <param name="Proved">Of these, as a signed digest names them.</param>
/// <param name="Aged">Not there any more, named by a signed digest, and kept for their 2,557 days.</param>
/// <param name="Fresh">After the newest digest: held by their chains and heads alone, so that somebody with rights to the tables could have changed them.</param>
/// <param name="Undigested">Of hours without a digest that holds, or whose digest was not given: held as the fresh ones.</param>
/// <param name="DigestedUntil">The end of the newest hour that a signed digest covers; null where there is none.</param>
public sealed record AuditVerificationResult(
    IReadOnlyList<AuditFinding> Findings, int Digests, long Events, long Proved, long Aged, long Fresh, long Undigested, DateTimeOffset? DigestedUntil);
