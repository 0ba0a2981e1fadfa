using Amazon.EC2;
using Amazon.EC2.Model;

using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Ecs;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Aws.Executor;

/// <summary>Validates permissions and request with the session of one change, and changes nothing.</summary>
internal sealed class DryRunExecutor(ExecutorSession session, IEcsServices services) : IExecutor
{
    private const string DryRunSucceeded = "DryRunOperation";

    public async Task RebootInstanceAsync(string instanceId, WriteIntent intent, CancellationToken cancellationToken)
    {
        RequireValidate(intent);
        session.RequireInScope(AwsWrite.Reboot, $":instance/{instanceId}");
        using var clients = session.Clients();
        try
        {
            await AwsWrite.RunAsync(
                AwsWrite.Reboot,
                instanceId,
                () => clients.Ec2.RebootInstancesAsync(new RebootInstancesRequest { InstanceIds = [instanceId], DryRun = true }, cancellationToken),
                DryRunSucceeded);
        }
        catch (AmazonEC2Exception e) when (e.ErrorCode == DryRunSucceeded)
        {
            return;
        }

        // AWS never answers a dry run with success. Another endpoint did and may have rebooted the instance, so that this must not be retried.
        throw new AwsException(
            ErrorCode.PolicyDenied,
            AwsWrite.Reboot,
            instanceId,
            $"The dry run of {AwsWrite.Reboot} on {instanceId} was answered as if it had been in earnest. Check that the endpoint in use is AWS.");
    }

    /// <summary>ECS has no DryRun: only the role and the existence of the service can be checked.</summary>
    public async Task ScaleServiceAsync(string cluster, string service, int desiredCount, WriteIntent intent, CancellationToken cancellationToken)
    {
        RequireValidate(intent);
        session.RequireInScope(AwsWrite.Scale, $":service/{cluster}/{service}", $":service/{service}");
        if (await services.FindAsync(cluster, service, cancellationToken) is null)
        {
            throw AwsWrite.NotFound(AwsWrite.Scale, $"{cluster}/{service}");
        }
    }

    private static void RequireValidate(WriteIntent intent)
    {
        if (intent is not WriteIntent.Validate)
        {
            throw new InvalidOperationException("A dry run never makes a change.");
        }
    }
}
