namespace OpsAgent.Aws.Stores;

/// <summary>What became of a transaction: committed, or not because the conditions of these entries did not hold.</summary>
internal sealed record DynamoCommit(IReadOnlyList<int> Failed)
{
    public bool Done => Failed.Count == 0;
}
