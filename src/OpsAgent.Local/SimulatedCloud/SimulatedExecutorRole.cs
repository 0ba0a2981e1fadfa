using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Ec2;
using OpsAgent.Core.Operations.Ecs;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Local.SimulatedCloud;

/// <summary><see cref="IExecutorRole"/> of the simulated cloud: as narrow as the session policy is on AWS.</summary>
public sealed class SimulatedExecutorRole(SimulatedInstances instances, SimulatedServices services, CloudWriteLog writes, FaultPlan faults) : IExecutorRole
{
    public Task<IExecutor> AssumeAsync(ExecutorScope scope, CancellationToken cancellationToken) =>
        Task.FromResult<IExecutor>(new Executor(scope, instances, services, writes, faults));

    private sealed class Executor(
        ExecutorScope scope, SimulatedInstances instances, SimulatedServices services, CloudWriteLog writes, FaultPlan faults) : IExecutor
    {
        public Task ExecuteAsync(AwsChange change, WriteIntent intent, CancellationToken cancellationToken) => change switch
        {
            RebootInstances reboot => RebootAsync(reboot.Action, reboot.InstanceId, intent, cancellationToken),
            UpdateServiceCount update => UpdateAsync(update, intent, cancellationToken),
            _ => throw new NotSupportedException($"The simulated cloud has no {change.Action}."),
        };

        private async Task RebootAsync(string action, string instanceId, WriteIntent intent, CancellationToken cancellationToken)
        {
            Require(action, instances.ArnOf(instanceId));
            await faults.ApplyAsync(action, instanceId, cancellationToken);
            if (await instances.FindAsync(instanceId, cancellationToken) is not { IsRunning: true })
            {
                throw new AwsException(ErrorCode.PolicyDenied, action, instanceId, $"{instanceId} is not in a state from which it can be rebooted.");
            }

            if (intent is WriteIntent.Execute)
            {
                writes.Add(SimulatedInstances.RebootAction, instanceId, scope.ProposalId.Value);
            }
        }

        private async Task UpdateAsync(UpdateServiceCount change, WriteIntent intent, CancellationToken cancellationToken)
        {
            var arn = services.ArnOf(change.Cluster, change.Service);
            Require(change.Action, arn);
            if (intent is WriteIntent.Validate)
            {
                // ECS has no DryRun: all that can be tried is whether the service is there.
                if (await services.FindAsync(change.Cluster, change.Service, cancellationToken) is null)
                {
                    throw new AwsException(ErrorCode.ResourceNotFound, change.Action, arn, $"There is no ECS service {arn}.");
                }

                return;
            }

            await faults.ApplyAsync(change.Action, arn, cancellationToken);
            writes.Add(SimulatedServices.UpdateAction, arn, scope.ProposalId.Value, change.DesiredCount);
        }

        private void Require(string action, string arn)
        {
            if (scope.IamAction != action || scope.ResourceArn != arn)
            {
                throw new AwsException(ErrorCode.AwsAccessDenied, action, arn, $"The executor's session does not allow {action} on {arn}.");
            }
        }
    }
}
