using OpsAgent.Core.Operations.CloudTrail;
using OpsAgent.Core.Operations.CloudWatch;
using OpsAgent.Core.Operations.Ec2;
using OpsAgent.Core.Operations.Ecs;
using OpsAgent.Core.Operations.LoadBalancing;

namespace OpsAgent.Core.Operations;

/// <summary>Every reader of AWS, bundled: what an operation may look at. Holds nothing that can write.</summary>
public sealed record AwsReaders(
    IInstances Instances, IMetrics Metrics, ITargetHealth TargetHealth, ICloudTrailEvents Events, IEcsServices Services, IServiceScaling Scaling, ITaskDefinitions TaskDefinitions);
