using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace OpsAgent.Core.Operations.CloudWatch;

/// <summary>What the name of a resource says about its metrics.</summary>
/// <param name="Namespace">Null when the name does not say.</param>
/// <param name="Dimensions">Those that the name says.</param>
/// <param name="IsComplete">True when AWS has a metric of exactly these dimensions; else it has to be looked up.</param>
/// <param name="Key">The dimension's value to look it up by.</param>
public sealed partial record MetricResource(string? Namespace, ImmutableSortedDictionary<string, string> Dimensions, bool IsComplete, string Key)
{
    private static readonly ImmutableSortedDictionary<string, string> None = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    public static MetricResource Parse(string resource)
    {
        var name = Arn().Match(resource) is { Success: true } arn ? arn.Groups["rest"].Value : resource;
        if (Instance().Match(name) is { Success: true } instance)
        {
            return Complete("AWS/EC2", ("InstanceId", instance.Groups["id"].Value));
        }

        if (Balancer().Match(name) is { Success: true } balancer)
        {
            return Complete(balancer.Groups["kind"].Value == "app" ? "AWS/ApplicationELB" : "AWS/NetworkELB", ("LoadBalancer", balancer.Groups["id"].Value));
        }

        if (TargetGroup().IsMatch(name))
        {
            return new MetricResource("AWS/ApplicationELB", None.Add("TargetGroup", name), IsComplete: false, name);
        }

        return Service().Match(name) is { Success: true } service
            ? Complete("AWS/ECS", ("ClusterName", service.Groups["cluster"].Value), ("ServiceName", service.Groups["service"].Value))
            : new MetricResource(null, None, IsComplete: false, name[(name.LastIndexOf(':') + 1)..]);
    }

    /// <returns>What a name that a caller gave stands for, where it is a resource of a kind that other operations take by it.</returns>
    internal static Subject? SubjectOf(string resource)
    {
        SubjectKind? kind = Parse(resource) switch
        {
            { Namespace: "AWS/EC2" } when resource.StartsWith("i-", StringComparison.Ordinal) => SubjectKind.Instance,
            { Namespace: "AWS/ECS" } when resource.Split('/').Length == 2 && !resource.StartsWith("arn:", StringComparison.Ordinal) => SubjectKind.Service,
            { Namespace: "AWS/ApplicationELB", Dimensions: var dimensions } => dimensions.ContainsKey("TargetGroup") ? SubjectKind.TargetGroup : SubjectKind.LoadBalancer,
            { Namespace: "AWS/NetworkELB" } => SubjectKind.LoadBalancer,
            _ => null,
        };
        return kind is { } known ? new Subject(known, resource) : null;
    }

    public MetricIdentity Metric(string name) => new(Namespace!, name, Dimensions);

    /// <returns>True when the metric carries every dimension that the resource's name says.</returns>
    public bool Holds(MetricIdentity metric) => Dimensions.All(d => metric.Dimensions.TryGetValue(d.Key, out var value) && value == d.Value);

    private static MetricResource Complete(string @namespace, params (string Name, string Value)[] dimensions) =>
        new(@namespace, dimensions.Aggregate(None, (all, d) => all.Add(d.Name, d.Value)), IsComplete: true, dimensions[^1].Value);

    [GeneratedRegex("^arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:[0-9]*:(?<rest>.+)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Arn();

    [GeneratedRegex("^(instance/)?(?<id>i-([0-9a-f]{8}|[0-9a-f]{17}))$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Instance();

    [GeneratedRegex("^(loadbalancer/)?(?<id>(?<kind>app|net)/[A-Za-z0-9_-]+/[0-9a-f]{16})$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Balancer();

    [GeneratedRegex("^targetgroup/[A-Za-z0-9_-]+/[0-9a-f]{16}$", RegexOptions.CultureInvariant)]
    private static partial Regex TargetGroup();

    [GeneratedRegex("^(service/)?(?<cluster>[A-Za-z0-9_-]+)/(?<service>[A-Za-z0-9_-]+)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Service();
}
