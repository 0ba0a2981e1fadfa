using OpsAgent.Core.Operations;
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
        public async Task RebootInstanceAsync(string instanceId, WriteIntent intent, CancellationToken cancellationToken)
        {
            const string Action = "ec2:RebootInstances";
            RequireInScope(Action, instances.ArnOf(instanceId));
            await faultInjector.ApplyAsync(Action, instanceId, cancellationToken);
            if (await instances.FindAsync(instanceId, cancellationToken) is not { IsRunning: true })
            {
                throw new AwsException(ErrorCode.PolicyDenied, Action, instanceId, $"{instanceId} is not in a state from which it can be rebooted.");
            }

            if (intent is WriteIntent.Execute)
            {
                writes.Add(SimulatedInstances.RebootAction, instanceId, scope.ProposalId.Value);
            }
        }

        public async Task ScaleServiceAsync(string cluster, string service, int desiredCount, WriteIntent intent, CancellationToken cancellationToken)
        {
            const string Action = "ecs:UpdateService";
            var arn = services.ArnOf(cluster, service);
            RequireInScope(Action, arn);
            if (intent is WriteIntent.Validate)
            {
                // ECS has no DryRun: only whether the service exists can be checked.
                if (await services.FindAsync(cluster, service, cancellationToken) is null)
                {
                    throw new AwsException(ErrorCode.ResourceNotFound, Action, arn, $"There is no ECS service {arn}.");
                }

                return;
            }

            await faultInjector.ApplyAsync(Action, arn, cancellationToken);
            writes.Add(SimulatedServices.UpdateAction, arn, scope.ProposalId.Value, desiredCount);
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
