using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Ec2;
using OpsAgent.Core.Operations.Ecs;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Local.SimulatedCloud;

/// <summary><see cref="IExecutorRole"/> of the simulated cloud, with the restrictions of the session policy on AWS.</summary>
internal sealed class SimulatedExecutorRole(SimulatedInstances instances, SimulatedServices services, CloudWriteLog writes, FaultInjector faultInjector) : IExecutorRole
{
    public Task<IExecutor> AssumeAsync(ExecutorScope scope, CancellationToken cancellationToken) =>
        Task.FromResult<IExecutor>(new Executor(scope, instances, services, writes, faultInjector));

    private sealed class Executor(
        ExecutorScope scope, SimulatedInstances instances, SimulatedServices services, CloudWriteLog writes, FaultInjector faultInjector) : IExecutor
    {
        public Task ExecuteAsync(AwsChange change, WriteIntent intent, CancellationToken cancellationToken) => change switch
        {
            RebootInstances reboot => RebootAsync(reboot.Action, reboot.InstanceId, intent, cancellationToken),
            UpdateServiceCount update => UpdateAsync(update, update.DesiredCount, intent, cancellationToken),
            UpdateServiceTaskDefinition update => UpdateAsync(update, update.TaskDefinition, intent, cancellationToken),
            _ => throw new NotSupportedException($"The simulated cloud has no {change.Action}."),
        };

        private async Task RebootAsync(string action, string instanceId, WriteIntent intent, CancellationToken cancellationToken)
        {
            RequireInScope(action, instances.ArnOf(instanceId));
            await faultInjector.ApplyAsync(action, instanceId, cancellationToken);
            if (await instances.FindAsync(instanceId, cancellationToken) is not { } instance)
            {
                throw new AwsException(
                    ErrorCode.PolicyDenied, action, instanceId, $"AWS refused {action} on {instanceId} (InvalidInstanceID.NotFound): The instance ID '{instanceId}' does not exist.");
            }

            // As on AWS: a dry run looks at rights alone, and a terminated instance is passed over in silence.
            if (intent is WriteIntent.Validate || instance.State == "terminated")
            {
                return;
            }

            if (!instance.IsRunning)
            {
                throw new AwsException(
                    ErrorCode.PolicyDenied,
                    action,
                    instanceId,
                    $"AWS refused {action} on {instanceId} (IncorrectInstanceState): The instance '{instanceId}' is not in a state from which it can be rebooted.");
            }

            writes.Add(SimulatedInstances.RebootAction, instanceId, scope.ProposalId.Value);
        }

        private async Task UpdateAsync(UpdateService change, object value, WriteIntent intent, CancellationToken cancellationToken)
        {
            var arn = services.ArnOf(change.Cluster, change.Service);
            RequireInScope(change.Action, arn);
            if (intent is WriteIntent.Validate)
            {
                // ECS has no DryRun: only whether the service exists can be checked.
                if (await services.FindAsync(change.Cluster, change.Service, cancellationToken) is null)
                {
                    throw new AwsException(ErrorCode.ResourceNotFound, change.Action, arn, $"There is no ECS service {arn}.");
                }

                return;
            }

            await faultInjector.ApplyAsync(change.Action, arn, cancellationToken);
            services.CheckUpdate(change);
            writes.Add(SimulatedServices.UpdateAction, arn, scope.ProposalId.Value, value);
        }

        private void RequireInScope(string action, string arn)
        {
            if (scope.IamAction != action || scope.ResourceArn != arn)
            {
                throw new AwsException(ErrorCode.AwsAccessDenied, action, arn, $"The executor's session does not allow {action} on {arn}.");
            }
        }
    }
}
