using OpsAgent.Core.Operations;
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
        public async Task RebootInstanceAsync(string instanceId, WriteIntent intent, CancellationToken cancellationToken)
        {
            const string Action = "ec2:RebootInstances";
            Require(Action, instances.ArnOf(instanceId));
            await faults.ApplyAsync(Action, instanceId, cancellationToken);
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
            Require(Action, arn);
            if (intent is WriteIntent.Validate)
            {
                // ECS has no DryRun: all that can be tried is whether the service is there.
                if (await services.FindAsync(cluster, service, cancellationToken) is null)
                {
                    throw new AwsException(ErrorCode.ResourceNotFound, Action, arn, $"There is no ECS service {arn}.");
                }

                return;
            }

            await faults.ApplyAsync(Action, arn, cancellationToken);
            writes.Add(SimulatedServices.UpdateAction, arn, scope.ProposalId.Value, desiredCount);
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
