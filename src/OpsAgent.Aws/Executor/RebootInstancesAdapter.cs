using Amazon.EC2;
using Amazon.EC2.Model;

using OpsAgent.Core.Operations.Ec2;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Aws.Executor;

/// <summary>ec2:RebootInstances, tried with EC2's DryRun.</summary>
internal sealed class RebootInstancesAdapter : ChangeAdapter<RebootInstances>
{
    private const string WouldHaveSucceeded = "DryRunOperation";

    protected override async Task TryAsync(RebootInstances change, ExecutorSession session, CancellationToken cancellationToken)
    {
        session.RequireInScope(change.Action, $":instance/{change.InstanceId}");
        using var clients = session.Clients();
        try
        {
            await AwsWrite.RunAsync(
                change.Action,
                change.Resource,
                () => clients.Ec2.RebootInstancesAsync(new RebootInstancesRequest { InstanceIds = [change.InstanceId], DryRun = true }, cancellationToken),
                WouldHaveSucceeded);
        }
        catch (AmazonEC2Exception e) when (e.ErrorCode == WouldHaveSucceeded)
        {
            return;
        }

        // AWS never says this to a dry run. Whoever did may have rebooted, so that trying again would not be harmless.
        throw new AwsException(
            ErrorCode.PolicyDenied,
            change.Action,
            change.Resource,
            $"The dry run of {change.Action} on {change.Resource} was answered as if it had been in earnest. Check that the endpoint in use is AWS.");
    }

    protected override async Task MakeAsync(RebootInstances change, ExecutorSession session, CancellationToken cancellationToken)
    {
        session.RequireInScope(change.Action, $":instance/{change.InstanceId}");
        using var clients = session.Clients();
        await AwsWrite.RunAsync(
            change.Action,
            change.Resource,
            () => clients.Ec2.RebootInstancesAsync(new RebootInstancesRequest { InstanceIds = [change.InstanceId], DryRun = false }, cancellationToken));
    }
}
