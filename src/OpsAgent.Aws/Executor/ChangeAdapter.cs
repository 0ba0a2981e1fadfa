using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Ecs;

namespace OpsAgent.Aws.Executor;

/// <summary>Tries one kind of change on AWS: rights and request. MUST NOT change anything.</summary>
internal interface IChangeTrial
{
    bool Takes(AwsChange change);

    Task TryAsync(AwsChange change, ExecutorSession session, CancellationToken cancellationToken);
}

/// <summary>Tries and makes one kind of change on AWS. MUST send the write once.</summary>
internal interface IChangeAdapter : IChangeTrial
{
    Task MakeAsync(AwsChange change, ExecutorSession session, CancellationToken cancellationToken);
}

/// <summary>An adapter in the type of its change. <see cref="ChangeAdapters"/> lists them.</summary>
internal abstract class ChangeAdapter<TChange> : IChangeAdapter
    where TChange : AwsChange
{
    public bool Takes(AwsChange change) => change is TChange;

    public Task TryAsync(AwsChange change, ExecutorSession session, CancellationToken cancellationToken) => TryAsync((TChange)change, session, cancellationToken);

    public Task MakeAsync(AwsChange change, ExecutorSession session, CancellationToken cancellationToken) => MakeAsync((TChange)change, session, cancellationToken);

    protected abstract Task TryAsync(TChange change, ExecutorSession session, CancellationToken cancellationToken);

    protected abstract Task MakeAsync(TChange change, ExecutorSession session, CancellationToken cancellationToken);
}

/// <summary>Every change that can be made on AWS.</summary>
internal static class ChangeAdapters
{
    public static IReadOnlyList<IChangeAdapter> All(IEcsServices services) => [new RebootInstancesAdapter(), new UpdateServiceAdapter(services)];

    /// <exception cref="NotSupportedException">There is none.</exception>
    public static T For<T>(this IReadOnlyList<T> adapters, AwsChange change)
        where T : IChangeTrial =>
        adapters.FirstOrDefault(a => a.Takes(change)) ?? throw new NotSupportedException($"There is no adapter that does {change.Action} on AWS.");
}
