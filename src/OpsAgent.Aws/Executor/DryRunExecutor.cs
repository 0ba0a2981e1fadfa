using Amazon.EC2;
using Amazon.EC2.Model;

using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Ecs;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Aws.Executor;

/// <summary>Tries rights and request with the session of one change. It has no way to change anything.</summary>
internal sealed class DryRunExecutor(ExecutorSession session, IEcsServices services) : IExecutor
{
    private const string WouldHaveSucceeded = "DryRunOperation";

    public async Task RebootInstanceAsync(string instanceId, WriteIntent intent, CancellationToken cancellationToken)
    {
        RefuseToExecute(intent);
        session.Require(AwsWrite.Reboot, $":instance/{instanceId}");
        using var clients = session.Clients();
        try
        {
            await AwsWrite.RunAsync(
                AwsWrite.Reboot,
                instanceId,
                () => clients.Ec2.RebootInstancesAsync(new RebootInstancesRequest { InstanceIds = [instanceId], DryRun = true }, cancellationToken),
                WouldHaveSucceeded);
        }
        catch (AmazonEC2Exception e) when (e.ErrorCode == WouldHaveSucceeded)
        {
            return;
        }

        // AWS never says this to a dry run. Whoever did may have rebooted, so that trying again would not be harmless.
        throw new AwsException(
            ErrorCode.PolicyDenied,
            AwsWrite.Reboot,
            instanceId,
            $"The dry run of {AwsWrite.Reboot} on {instanceId} was answered as if it had been in earnest. Check that the endpoint in use is AWS.");
    }

    /// <summary>ECS has no DryRun: all that can be tried is the role, and whether the service is there.</summary>
    public async Task ScaleServiceAsync(string cluster, string service, int desiredCount, WriteIntent intent, CancellationToken cancellationToken)
    {
        RefuseToExecute(intent);
        session.Require(AwsWrite.Scale, $":service/{cluster}/{service}", $":service/{service}");
        if (await services.FindAsync(cluster, service, cancellationToken) is null)
        {
            throw AwsWrite.NotThere(AwsWrite.Scale, $"{cluster}/{service}");
        }
    }

    private static void RefuseToExecute(WriteIntent intent)
    {
        if (intent is not WriteIntent.Validate)
        {
            throw new InvalidOperationException("A dry run never makes a change.");
        }
    }
}
