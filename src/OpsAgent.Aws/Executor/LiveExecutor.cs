using OpsAgent.Core.Operations;

namespace OpsAgent.Aws.Executor;

/// <summary>Changes AWS, each call sent once.</summary>
internal sealed class LiveExecutor(ExecutorSession session, IReadOnlyList<IChangeAdapter> adapters) : IExecutor
{
    public Task ExecuteAsync(AwsChange change, WriteIntent intent, CancellationToken cancellationToken) => intent is WriteIntent.Execute
        ? adapters.For(change).MakeAsync(change, session, cancellationToken)
        : adapters.For(change).TryAsync(change, session, cancellationToken);
}
