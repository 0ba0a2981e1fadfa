namespace OpsAgent.Core.Approvals.Effects;

/// <summary>Whether a verified change helped, as one later look at the watched signal found. Stands beside the final status and changes nothing in it.</summary>
/// <param name="At">When it was looked at.</param>
/// <param name="Summary">For people, in one sentence.</param>
public sealed record EffectRecord(DateTimeOffset At, EffectVerdict Verdict, string Summary);
