using Amazon.ECS.Model;

using OpsAgent.Core.Operations.Ecs;

using Task = System.Threading.Tasks.Task;

namespace OpsAgent.Aws.Executor;

/// <summary>ecs:UpdateService with a desired count. ECS has no DryRun: all that can be tried is the role, and whether the service is there.</summary>
internal sealed class UpdateServiceCountAdapter(IEcsServices services) : ChangeAdapter<UpdateServiceCount>
{
    protected override async Task TryAsync(UpdateServiceCount change, ExecutorSession session, CancellationToken cancellationToken)
    {
        Require(change, session);
        if (await services.FindAsync(change.Cluster, change.Service, cancellationToken) is null)
        {
            throw AwsWrite.NotFound(change.Action, change.Resource);
        }
    }

    protected override async Task MakeAsync(UpdateServiceCount change, ExecutorSession session, CancellationToken cancellationToken)
    {
        Require(change, session);
        using var clients = session.Clients();
        await AwsWrite.RunAsync(
            change.Action,
            change.Resource,
            () => clients.Ecs.UpdateServiceAsync(
                new UpdateServiceRequest { Cluster = change.Cluster, Service = change.Service, DesiredCount = change.DesiredCount }, cancellationToken));
    }

    // Services of the old ARN format have no cluster in theirs.
    private static void Require(UpdateServiceCount change, ExecutorSession session) =>
        session.RequireInScope(change.Action, $":service/{change.Resource}", $":service/{change.Service}");
}
