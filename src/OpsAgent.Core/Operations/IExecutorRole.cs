using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Operations;

/// <summary>The only door to changing AWS. Held by ExecuteAction alone.</summary>
public interface IExecutorRole
{
    /// <exception cref="AwsException">The role could not be assumed.</exception>
    Task<IExecutor> AssumeAsync(ExecutorScope scope, CancellationToken cancellationToken);
}
