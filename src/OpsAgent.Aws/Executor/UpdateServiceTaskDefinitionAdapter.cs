using Amazon.ECS.Model;

using OpsAgent.Core.Operations.Ecs;

using Task = System.Threading.Tasks.Task;

namespace OpsAgent.Aws.Executor;

/// <summary>
/// ecs:UpdateService with a task definition. ECS has no DryRun: all that can be tried is the role, and whether the service is
/// there; not whether the role may pass those of the task definition.
/// </summary>
internal sealed class UpdateServiceTaskDefinitionAdapter(IEcsServices services) : ChangeAdapter<UpdateServiceTaskDefinition>
{
    protected override async Task TryAsync(UpdateServiceTaskDefinition change, ExecutorSession session, CancellationToken cancellationToken)
    {
        Require(change, session);
        if (await services.FindAsync(change.Cluster, change.Service, cancellationToken) is null)
        {
            throw AwsWrite.NotFound(change.Action, change.Resource);
        }
    }

    protected override async Task MakeAsync(UpdateServiceTaskDefinition change, ExecutorSession session, CancellationToken cancellationToken)
    {
        Require(change, session);
        using var clients = session.Clients();
        await AwsWrite.RunAsync(
            change.Action,
            change.Resource,
            () => clients.Ecs.UpdateServiceAsync(
                new UpdateServiceRequest { Cluster = change.Cluster, Service = change.Service, TaskDefinition = change.TaskDefinition }, cancellationToken));
    }

    // Services of the old ARN format have no cluster in theirs.
    private static void Require(UpdateServiceTaskDefinition change, ExecutorSession session) =>
        session.RequireInScope(change.Action, $":service/{change.Resource}", $":service/{change.Service}");
}
