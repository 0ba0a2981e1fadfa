using Amazon.EC2.Model;
using Amazon.ECS.Model;

using OpsAgent.Core.Operations;

using Task = System.Threading.Tasks.Task;

namespace OpsAgent.Aws.Executor;

/// <summary>Makes changes in AWS, each request sent once. Validation is passed to <paramref name="dryRun"/>.</summary>
internal sealed class LiveExecutor(ExecutorSession session, DryRunExecutor dryRun) : IExecutor
{
    public async Task RebootInstanceAsync(string instanceId, WriteIntent intent, CancellationToken cancellationToken)
    {
        if (intent is not WriteIntent.Execute)
        {
            await dryRun.RebootInstanceAsync(instanceId, intent, cancellationToken);
            return;
        }

        session.RequireInScope(AwsWrite.Reboot, $":instance/{instanceId}");
        using var clients = session.Clients();
        await AwsWrite.RunAsync(
            AwsWrite.Reboot,
            instanceId,
            () => clients.Ec2.RebootInstancesAsync(new RebootInstancesRequest { InstanceIds = [instanceId], DryRun = false }, cancellationToken));
    }

    public async Task ScaleServiceAsync(string cluster, string service, int desiredCount, WriteIntent intent, CancellationToken cancellationToken)
    {
        if (intent is not WriteIntent.Execute)
        {
            await dryRun.ScaleServiceAsync(cluster, service, desiredCount, intent, cancellationToken);
            return;
        }

        session.RequireInScope(AwsWrite.Scale, $":service/{cluster}/{service}", $":service/{service}");
        using var clients = session.Clients();
        await AwsWrite.RunAsync(
            AwsWrite.Scale,
            $"{cluster}/{service}",
            () => clients.Ecs.UpdateServiceAsync(new UpdateServiceRequest { Cluster = cluster, Service = service, DesiredCount = desiredCount }, cancellationToken));
    }
}
