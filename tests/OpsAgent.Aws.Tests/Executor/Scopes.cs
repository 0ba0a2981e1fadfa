using OpsAgent.Core.Approvals;
using OpsAgent.Core.Operations;

namespace OpsAgent.Aws.Tests.Executor;

/// <summary>The two changes that the executor's tests make.</summary>
internal static class Scopes
{
    public const string Role = "arn:aws:iam::123456789012:role/opsagent-executor";
    public const string Instance = "i-0a1b2c3d4e5f60002";
    public const string InstanceArn = $"arn:aws:ec2:us-east-1:123456789012:instance/{Instance}";
    public const string ServiceArn = "arn:aws:ecs:us-east-1:123456789012:service/production/web";
    public const string Proposal = "01m84jhwnpv8xmxftddspfch58";

    public static ExecutorScope Reboot { get; } = Of("ec2:RebootInstances", InstanceArn);

    public static ExecutorScope Scale { get; } = Of("ecs:UpdateService", ServiceArn);

    public static ExecutorScope Of(string action, string arn) => new(ProposalId.TryParse(Proposal)!.Value, action, arn);
}
