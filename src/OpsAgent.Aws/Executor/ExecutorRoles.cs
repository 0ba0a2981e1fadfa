using OpsAgent.Aws.Clients;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Ecs;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Aws.Executor;

/// <summary>Which door to AWS a mode has. Only SANDBOX_LIVE has one behind which anything can change.</summary>
public static class ExecutorRoles
{
    /// <exception cref="ArgumentException">The mode has no door to AWS.</exception>
    public static IExecutorRole For(ExecutionMode mode, AwsClients clients, string roleArn, IEcsServices services) => mode switch
    {
        ExecutionMode.DryRun => new DryRunExecutorRole(clients, roleArn, services),
        ExecutionMode.SandboxLive => new AssumedExecutorRole(clients, roleArn, services),
        _ => throw new ArgumentException($"{WireName.Of(mode)} never reaches AWS.", nameof(mode)),
    };
}
