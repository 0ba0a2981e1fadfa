using Amazon.ECS.Model;

using OpsAgent.Core.Operations.Ecs;

using Task = System.Threading.Tasks.Task;

namespace OpsAgent.Aws.Executor;

/// <summary>
/// ecs:UpdateService with a desired count or a task definition. ECS has no DryRun: all that can be tried is the role, and whether
/// the service is there; not whether the role may pass those of the task definition.
/// </summary>
internal sealed class UpdateServiceAdapter(IEcsServices services) : ChangeAdapter<UpdateService>
{
    protected override async Task TryAsync(UpdateService change, ExecutorSession session, CancellationToken cancellationToken)
    {
        Require(change, session);
        if (await services.FindAsync(change.Cluster, change.Service, cancellationToken) is null)
        {
            throw AwsWrite.NotFound(change.Action, change.Resource);
        }
    }

    protected override async Task MakeAsync(UpdateService change, ExecutorSession session, CancellationToken cancellationToken)
    {
        Require(change, session);
        using var clients = session.Clients();
        await AwsWrite.RunAsync(change.Action, change.Resource, () => clients.Ecs.UpdateServiceAsync(RequestOf(change), cancellationToken));
    }

    private static UpdateServiceRequest RequestOf(UpdateService change) => change switch
    {
        UpdateServiceCount { DesiredCount: var count } => new UpdateServiceRequest { Cluster = change.Cluster, Service = change.Service, DesiredCount = count },
        UpdateServiceTaskDefinition { TaskDefinition: var definition } => new UpdateServiceRequest { Cluster = change.Cluster, Service = change.Service, TaskDefinition = definition },
        _ => throw new NotSupportedException($"{change.GetType().Name} is not a known change of a service."),
    };

    // Services of the old ARN format have no cluster in theirs.
    private static void Require(UpdateService change, ExecutorSession session) =>
        session.RequireInScope(change.Action, $":service/{change.Resource}", $":service/{change.Service}");
}
