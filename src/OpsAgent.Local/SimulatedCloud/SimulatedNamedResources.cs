using System.Runtime.CompilerServices;

using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Naming;

namespace OpsAgent.Local.SimulatedCloud;

/// <summary>Where the resource directory looks in the simulated cloud.</summary>
internal sealed class SimulatedNamedResources(CloudFile file, FaultInjector faultInjector)
{
    public IReadOnlyList<ResourceSource> Sources =>
    [
        Source("Instances", "ec2:DescribeInstances", file.Instances.Where(i => i.State != "terminated" && i.Tags.ContainsKey("Name")).Select(i =>
            new NamedResource(new Subject(SubjectKind.Instance, i.InstanceId), i.Tags["Name"], $"{i.State}, {i.AvailabilityZone}"))),
        Source("Load balancers", "elasticloadbalancing:DescribeLoadBalancers", file.LoadBalancers.Select(b =>
            new NamedResource(new Subject(SubjectKind.LoadBalancer, $"{b.Type}/{b.Name}/{b.Id}"), b.Name, b.Type switch { "app" => "application", "net" => "network", _ => "gateway" }))),
        Source("Target groups", "elasticloadbalancing:DescribeTargetGroups", file.LoadBalancers.SelectMany(b => b.TargetGroups).Select(g =>
            new NamedResource(new Subject(SubjectKind.TargetGroup, $"arn:aws:elasticloadbalancing:{file.Region}:{file.Account}:targetgroup/{g.Name}/{g.Id}"), g.Name, g.TargetType))),
        new("ECS services", "ecs:ListClusters", IsByName: false, (_, stop) => ServicesAsync(stop)),
        Source("Alarms", "cloudwatch:DescribeAlarms", file.Alarms.Select(a => new NamedResource(new Subject(SubjectKind.Alarm, a.Name), a.Name, string.Empty))),
    ];

    private ResourceSource Source(string what, string action, IEnumerable<NamedResource> resources)
    {
        return new ResourceSource(what, action, IsByName: false, (_, stop) => ReadAsync(stop));

        async IAsyncEnumerable<ResourcePage> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await faultInjector.ApplyAsync(action, "*", cancellationToken);
            yield return new ResourcePage([.. resources]);
        }
    }

    private async IAsyncEnumerable<ResourcePage> ServicesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await faultInjector.ApplyAsync("ecs:ListClusters", "*", cancellationToken);
        List<string> clusters = [.. file.Services.Select(s => s.Cluster).Distinct()];
        yield return new ResourcePage([.. clusters.Select(c => new NamedResource(new Subject(SubjectKind.Cluster, c), c, string.Empty))]);
        foreach (var cluster in clusters)
        {
            await faultInjector.ApplyAsync("ecs:ListServices", cluster, cancellationToken);
            yield return new ResourcePage([.. file.Services.Where(s => s.Cluster == cluster && s.Status != "INACTIVE").Select(s =>
                new NamedResource(new Subject(SubjectKind.Service, $"{cluster}/{s.Service}"), s.Service, $"cluster {cluster}"))]);
        }
    }
}
