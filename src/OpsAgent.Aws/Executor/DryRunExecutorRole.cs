using OpsAgent.Aws.Clients;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Ecs;

namespace OpsAgent.Aws.Executor;

/// <summary>The executor role in DRY_RUN: assumed as in SANDBOX_LIVE, so that its permissions are checked, but with an executor that cannot write.</summary>
public sealed class DryRunExecutorRole(AwsClients clients, string roleArn, IEcsServices services) : IExecutorRole
{
    public async Task<IExecutor> AssumeAsync(ExecutorScope scope, CancellationToken cancellationToken) =>
        new DryRunExecutor(await ExecutorSession.OpenAsync(clients, roleArn, scope, cancellationToken), ChangeAdapters.All(services));
}
