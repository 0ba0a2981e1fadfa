using OpsAgent.Aws.Clients;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Ecs;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Aws.Executor;

/// <summary>The executor role of an execution mode. Only that of SANDBOX_LIVE can change anything.</summary>
public static class ExecutorRoles
{
    /// <exception cref="ArgumentException">The mode does not use AWS.</exception>
    public static IExecutorRole For(ExecutionMode mode, AwsClients clients, string roleArn, IEcsServices services) => mode switch
    {
        ExecutionMode.DryRun => new DryRunExecutorRole(clients, roleArn, services),
        ExecutionMode.SandboxLive => new AssumedExecutorRole(clients, roleArn, services),
        _ => throw new ArgumentException($"{WireName.Of(mode)} never reaches AWS.", nameof(mode)),
    };
}
