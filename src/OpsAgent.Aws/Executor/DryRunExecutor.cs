using OpsAgent.Core.Operations;

namespace OpsAgent.Aws.Executor;

/// <summary>Tries rights and request with the session of one change. It has no way to change anything.</summary>
internal sealed class DryRunExecutor(ExecutorSession session, IReadOnlyList<IChangeTrial> trials) : IExecutor
{
    public Task ExecuteAsync(AwsChange change, WriteIntent intent, CancellationToken cancellationToken) => intent is WriteIntent.Validate
        ? trials.For(change).TryAsync(change, session, cancellationToken)
        : throw new InvalidOperationException("A dry run never makes a change.");
}
