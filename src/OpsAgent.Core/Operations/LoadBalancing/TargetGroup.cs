namespace OpsAgent.Core.Operations.LoadBalancing;

/// <param name="Arn">Such as <c>arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/0a1b2c3d4e5f6072</c>.</param>
/// <param name="Name">Such as <c>web</c>.</param>
/// <param name="TargetType">AWS's word: instance, ip, lambda, alb.</param>
/// <param name="Protocol">Such as <c>HTTP</c>.</param>
/// <param name="Port">The group's port, or null for a lambda target.</param>
public sealed record TargetGroup(string Arn, string Name, string TargetType, string Protocol, int? Port);
