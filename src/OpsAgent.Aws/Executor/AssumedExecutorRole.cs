using OpsAgent.Aws.Clients;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Ecs;

namespace OpsAgent.Aws.Executor;

/// <summary>The executor role in SANDBOX_LIVE. Nothing else creates a <see cref="LiveExecutor"/>.</summary>
public sealed class AssumedExecutorRole(AwsClients clients, string roleArn, IEcsServices services) : IExecutorRole
{
    public async Task<IExecutor> AssumeAsync(ExecutorScope scope, CancellationToken cancellationToken) =>
        new LiveExecutor(await ExecutorSession.OpenAsync(clients, roleArn, scope, cancellationToken), ChangeAdapters.All(services));
}
