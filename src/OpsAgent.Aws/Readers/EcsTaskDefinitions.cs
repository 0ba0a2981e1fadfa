using System.Collections.Immutable;
using System.Text.Json.Nodes;

using Amazon.ECS;
using Amazon.ECS.Model;

using OpsAgent.Aws.Clients;
using OpsAgent.Core.Operations.Ecs;
using OpsAgent.Core.Primitives;

using TaskDefinition = OpsAgent.Core.Operations.Ecs.TaskDefinition;

namespace OpsAgent.Aws.Readers;

/// <summary><see cref="ITaskDefinitions"/> on ECS's DescribeTaskDefinition, ListTaskDefinitions, ListServiceDeployments and DescribeServiceRevisions.</summary>
public sealed class EcsTaskDefinitions(AwsClients clients) : ITaskDefinitions
{
    private const int PageSize = 100;
    private const int MaxPages = 10;

    // The most that DescribeServiceRevisions takes.
    private const int RevisionsAtOnce = 20;
    private const int MaxRevisions = 100;

    public async Task<TaskDefinition?> FindAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await AwsCall.RunAsync(
                "ecs:DescribeTaskDefinition",
                name,
                () => clients.Ecs.DescribeTaskDefinitionAsync(new DescribeTaskDefinitionRequest { TaskDefinition = name }, cancellationToken),
                "ClientException");
            return answer.TaskDefinition is { } found ? ToTaskDefinition(found) : null;
        }
        // "Unable to describe task definition.": AWS has no code of its own for what is not there.
        catch (ClientException)
        {
            return null;
        }
    }

    public async Task<string?> FindRevisionBeforeAsync(string family, int revision, CancellationToken cancellationToken)
    {
        var request = new ListTaskDefinitionsRequest { FamilyPrefix = family, Status = TaskDefinitionStatus.ACTIVE, Sort = SortOrder.DESC, MaxResults = PageSize };
        for (var page = 0; page < MaxPages; page++)
        {
            var answer = await AwsCall.RunAsync("ecs:ListTaskDefinitions", family, () => clients.Ecs.ListTaskDefinitionsAsync(request, cancellationToken));
            if ((answer.TaskDefinitionArns ?? []).Where(a => TaskDefinitionName.Of(a) is var name && name.Family == family && name.Revision < revision).MaxBy(a => TaskDefinitionName.Of(a).Revision) is { } found)
            {
                return found;
            }

            request.NextToken = answer.NextToken;
            if (string.IsNullOrEmpty(request.NextToken))
            {
                return null;
            }
        }

        throw AwsCall.TooManyPages("ecs:ListTaskDefinitions", family, MaxPages);
    }

    public async Task<IReadOnlyList<CompletedDeployment>> ListCompletedDeploymentsAsync(EcsService service, CancellationToken cancellationToken)
    {
        var deployments = (await ListDeploymentsAsync(service, cancellationToken)).OrderByDescending(At).Take(MaxRevisions).ToList();
        var completed = new List<CompletedDeployment>();
        foreach (var some in deployments.Chunk(RevisionsAtOnce))
        {
            var answer = await AwsCall.RunAsync(
                "ecs:DescribeServiceRevisions",
                $"{service.Cluster}/{service.Name}",
                () => clients.Ecs.DescribeServiceRevisionsAsync(
                    new DescribeServiceRevisionsRequest { ServiceRevisionArns = [.. some.Select(d => d.TargetServiceRevisionArn).Distinct()] }, cancellationToken));
            var revisions = (answer.ServiceRevisions ?? []).ToDictionary(r => r.ServiceRevisionArn, r => r.TaskDefinition);
            completed.AddRange(some.Where(d => revisions.ContainsKey(d.TargetServiceRevisionArn)).Select(d => new CompletedDeployment(revisions[d.TargetServiceRevisionArn], At(d))));
            if (completed.Exists(c => c.TaskDefinition != service.TaskDefinition))
            {
                break;
            }
        }

        return completed;
    }

    private static DateTimeOffset At(ServiceDeploymentBrief deployment) => deployment.FinishedAt ?? deployment.CreatedAt ?? default(DateTime).ToUniversalTime();

    // AWS does not say in which order it lists them, so all are read.
    private async Task<List<ServiceDeploymentBrief>> ListDeploymentsAsync(EcsService service, CancellationToken cancellationToken)
    {
        var resource = $"{service.Cluster}/{service.Name}";
        var request = new ListServiceDeploymentsRequest { Cluster = service.ClusterArn, Service = service.Arn, Status = [ServiceDeploymentStatus.SUCCESSFUL.Value], MaxResults = PageSize };
        var found = new List<ServiceDeploymentBrief>();
        for (var page = 0; page < MaxPages; page++)
        {
            try
            {
                var answer = await AwsCall.RunAsync(
                    "ecs:ListServiceDeployments", resource, () => clients.Ecs.ListServiceDeploymentsAsync(request, cancellationToken), "UnsupportedFeatureException");
                found.AddRange((answer.ServiceDeployments ?? []).Where(d => d.TargetServiceRevisionArn is not null));
                request.NextToken = answer.NextToken;
            }
            catch (UnsupportedFeatureException)
            {
                return [];
            }

            if (string.IsNullOrEmpty(request.NextToken))
            {
                return found;
            }
        }

        throw AwsCall.TooManyPages("ecs:ListServiceDeployments", resource, MaxPages);
    }

    private static TaskDefinition ToTaskDefinition(Amazon.ECS.Model.TaskDefinition found) =>
        new(found.TaskDefinitionArn, found.Status?.Value ?? "ACTIVE", [.. (found.ContainerDefinitions ?? []).Select(ToContainer)])
        {
            RegisteredAt = found.RegisteredAt,
            Cpu = found.Cpu,
            Memory = found.Memory,
            TaskRole = RoleArn(found.TaskRoleArn, found.TaskDefinitionArn),
            ExecutionRole = RoleArn(found.ExecutionRoleArn, found.TaskDefinitionArn),
        };

    private static TaskContainer ToContainer(ContainerDefinition container) => new(container.Name ?? string.Empty, container.Image ?? string.Empty)
    {
        Cpu = container.Cpu is 0 ? null : container.Cpu,
        Memory = container.Memory,
        MemoryReservation = container.MemoryReservation,
        Command = CanonicalJson.Hash(new JsonArray([Texts(container.EntryPoint), Texts(container.Command)]).ToElement()),
        // A name may stand there twice; ECS takes the last.
        Environment = (container.Environment ?? []).GroupBy(e => e.Name).ToImmutableSortedDictionary(e => e.Key, e => CanonicalJson.Hash(e.Last().Value ?? string.Empty), StringComparer.Ordinal),
        Secrets = (container.Secrets ?? []).GroupBy(s => s.Name).ToImmutableSortedDictionary(s => s.Key, s => s.Last().ValueFrom ?? string.Empty, StringComparer.Ordinal),
        EnvironmentFiles = [.. (container.EnvironmentFiles ?? []).Select(f => f.Value)],
    };

    private static JsonArray Texts(List<string>? texts) => JsonConversions.Array(texts ?? []);

    // A role may be registered by its name alone.
    private static string? RoleArn(string? role, string taskDefinitionArn) =>
        role is null or "" ? null
        : role.StartsWith("arn:", StringComparison.Ordinal) ? role
        : taskDefinitionArn.Split(':') is [_, var partition, _, _, var account, ..] ? $"arn:{partition}:iam::{account}:role/{role}" : role;
}
