namespace OpsAgent.Core.Cards;

/// <param name="Id">An instance id, an IP address or an ARN.</param>
/// <param name="Port">Null where the target has none.</param>
/// <param name="Zone">The availability zone, or null.</param>
/// <param name="State">AWS's word, such as <c>healthy</c>, <c>unhealthy</c>, <c>draining</c>.</param>
/// <param name="Tone">How good this target is.</param>
/// <param name="Reason">Why it is not healthy, in AWS's words, or null.</param>
public sealed record TargetsTarget(string Id, int? Port, string? Zone, string State, Tone Tone, string? Reason);
