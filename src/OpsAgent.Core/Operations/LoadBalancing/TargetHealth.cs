namespace OpsAgent.Core.Operations.LoadBalancing;

/// <param name="Id">Instance id, IP address or ARN.</param>
/// <param name="Port">The port that is checked, or null.</param>
/// <param name="Zone">Availability Zone, or null.</param>
/// <param name="State">AWS's word: initial, healthy, unhealthy, unhealthy.draining, unused, draining, unavailable.</param>
/// <param name="Reason">AWS's code such as <c>Target.ResponseCodeMismatch</c>, or null when healthy.</param>
/// <param name="Description">AWS's sentence, or null.</param>
public sealed record TargetHealth(string Id, int? Port, string? Zone, string State, string? Reason, string? Description);
