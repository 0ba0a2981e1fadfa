namespace OpsAgent.Core.Operations;

/// <summary>Every reader of AWS, bundled: what an operation may look at. Holds nothing that can write.</summary>
public sealed record Cloud(IInstances Instances, IMetrics Metrics, ITargetHealth TargetHealth, IEventHistory Events, IContainerServices Services);
