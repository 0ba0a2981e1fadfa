using System.Collections.Immutable;

using OpsAgent.Core.Operations.Ecs;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Local.SimulatedCloud;

/// <summary><see cref="ITaskDefinitions"/> of the simulated cloud: those of its file; a service's own, where it is not there, is a plain one.</summary>
internal sealed class SimulatedTaskDefinitions(CloudFile file, SimulatedDeployments deployments, DateTimeOffset start, FaultInjector faultInjector) : ITaskDefinitions
{
    public async Task<TaskDefinition?> FindAsync(string name, CancellationToken cancellationToken)
    {
        await faultInjector.ApplyAsync("ecs:DescribeTaskDefinition", name, cancellationToken);
        return All().FirstOrDefault(d => d.Name == name || ArnOf(d.Name) == name) is { } found ? Show(found) : null;
    }

    public async Task<string?> FindRevisionBeforeAsync(string family, int revision, CancellationToken cancellationToken)
    {
        await faultInjector.ApplyAsync("ecs:ListTaskDefinitions", family, cancellationToken);
        return All()
            .Where(d => d.Status == "ACTIVE" && TaskDefinitionName.Of(d.Name) is var name && name.Family == family && name.Revision < revision)
            .MaxBy(d => TaskDefinitionName.Of(d.Name).Revision) is { } found ? ArnOf(found.Name) : null;
    }

    public async Task<IReadOnlyList<CompletedDeployment>> ListCompletedDeploymentsAsync(EcsService service, CancellationToken cancellationToken)
    {
        await faultInjector.ApplyAsync("ecs:ListServiceDeployments", service.Arn, cancellationToken);
        return file.Services.FirstOrDefault(s => deployments.ArnOf(s) == service.Arn) is { } found
            ? [.. deployments.Of(found).Where(d => d is { IsCompleted: true, CompletedAt: not null }).Select(d => new CompletedDeployment(ArnOf(d.TaskDefinition), d.CompletedAt!.Value)).Reverse()]
            : [];
    }

    private string ArnOf(string name) => $"arn:aws:ecs:{file.Region}:{file.Account}:task-definition/{name}";

    private IEnumerable<CloudTaskDefinition> All() => file.TaskDefinitions.Concat(file.Services
        .Select(s => s.TaskDefinition)
        .Except(file.TaskDefinitions.Select(d => d.Name))
        .Select(n => new CloudTaskDefinition { Name = n, Containers = [new CloudContainer { Name = TaskDefinitionName.Of(n).Family, Image = n }] }));

    private TaskDefinition Show(CloudTaskDefinition definition) => new(ArnOf(definition.Name), definition.Status, [.. definition.Containers.Select(Show)])
    {
        RegisteredAt = start - TimeSpan.FromDays(definition.RegisteredDaysAgo),
        Cpu = definition.Cpu,
        Memory = definition.Memory,
        TaskRole = RoleArn(definition.TaskRole),
        ExecutionRole = RoleArn(definition.ExecutionRole),
    };

    private string? RoleArn(string? role) => role is null ? null : $"arn:aws:iam::{file.Account}:role/{role}";

    private static TaskContainer Show(CloudContainer container) => new(container.Name, container.Image)
    {
        Command = string.Join('\n', container.Command),
        Environment = container.Environment.ToImmutableSortedDictionary(e => e.Key, e => CanonicalJson.Hash(e.Value), StringComparer.Ordinal),
        Secrets = container.Secrets.ToImmutableSortedDictionary(StringComparer.Ordinal),
    };
}
