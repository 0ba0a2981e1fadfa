using OpsAgent.Aws.Clients;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Ecs;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Aws.Executor;

/// <summary>The executor role of each mode. Only in SANDBOX_LIVE can it change anything.</summary>
public static class ExecutorRoles
{
    /// <exception cref="ArgumentException">The mode never reaches AWS.</exception>
    public static IExecutorRole For(ExecutionMode mode, AwsClients clients, string roleArn, IEcsServices services) => mode switch
    {
        ExecutionMode.DryRun => new DryRunExecutorRole(clients, roleArn, services),
        ExecutionMode.SandboxLive => new AssumedExecutorRole(clients, roleArn, services),
        _ => throw new ArgumentException($"{WireName.Of(mode)} never reaches AWS.", nameof(mode)),
    };
}
