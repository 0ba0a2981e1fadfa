using OpsAgent.Core.Approvals;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Operations;

/// <summary>The only way to change AWS. Held by ExecuteAction alone.</summary>
public interface IExecutorRole
{
    /// <exception cref="AwsException">The role could not be assumed.</exception>
    Task<IExecutor> AssumeAsync(ExecutorScope scope, CancellationToken cancellationToken);
}

/// <summary>What one execution may touch: one action on one resource, in the name of one proposal.</summary>
public sealed record ExecutorScope(ProposalId ProposalId, string IamAction, string ResourceArn)
{
    /// <inheritdoc cref="AwsChange.PassedRoles"/>
    public IReadOnlyList<string> PassedRoles { get; init; } = [];
}
