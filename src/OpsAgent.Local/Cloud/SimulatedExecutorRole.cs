using OpsAgent.Core;
using OpsAgent.Core.Operations;

namespace OpsAgent.Local.Cloud;

/// <summary><see cref="IExecutorRole"/> of the simulated cloud: as narrow as the session policy is on AWS.</summary>
public sealed class SimulatedExecutorRole(SimulatedInstances instances, CloudWriteLog writes) : IExecutorRole
{
    public Task<IExecutor> AssumeAsync(ExecutorScope scope, CancellationToken cancellationToken) =>
        Task.FromResult<IExecutor>(new Executor(scope, instances, writes));

    private sealed class Executor(ExecutorScope scope, SimulatedInstances instances, CloudWriteLog writes) : IExecutor
    {
        private const string Action = "ec2:RebootInstances";

        public async Task RebootInstanceAsync(string instanceId, WriteIntent intent, CancellationToken cancellationToken)
        {
            if (scope.IamAction != Action || scope.ResourceArn != instances.ArnOf(instanceId))
            {
                throw new CloudException(
                    ErrorCode.AwsAccessDenied, Action, instanceId, $"The executor's session does not allow {Action} on {instanceId}.");
            }

            if (await instances.FindAsync(instanceId, cancellationToken) is not { IsRunning: true })
            {
                throw new CloudException(
                    ErrorCode.AwsServiceError, Action, instanceId, $"{instanceId} is not in a state from which it can be rebooted.");
            }

            if (intent is WriteIntent.Execute)
            {
                writes.Add(SimulatedInstances.RebootAction, instanceId, scope.ProposalId.Value);
            }
        }
    }
}
