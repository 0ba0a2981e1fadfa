namespace OpsAgent.Aws.Stores;

/// <summary>A global secondary index with every attribute; its keys are text.</summary>
public sealed record TableIndex(string Name, string Partition, string Sort);
