namespace OpsAgent.Core.Operations.LoadBalancing;

/// <param name="Arn">Such as <c>arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/web/0a1b2c3d4e5f6071</c>.</param>
/// <param name="Name">Such as <c>web</c>.</param>
/// <param name="State">AWS's word: active, provisioning, active_impaired, failed.</param>
public sealed record LoadBalancer(string Arn, string Name, string State);
