using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace OpsAgent.Core.Operations.CloudWatch;

/// <summary>What the name of a resource says about its metrics.</summary>
/// <param name="Namespace">Null when the name does not say.</param>
/// <param name="Dimensions">Those that the name says.</param>
/// <param name="IsComplete">True when AWS has a metric of exactly these dimensions; else it has to be looked up.</param>
/// <param name="Keys">The dimension's values to look it up by, one after the other: an ARN's name, then the ARN, which is the dimension of a few.</param>
public sealed partial record MetricResource(string? Namespace, ImmutableSortedDictionary<string, string> Dimensions, bool IsComplete, IReadOnlyList<string> Keys)
{
    private static readonly ImmutableSortedDictionary<string, string> None = MetricDimensions.None;

    private static readonly string[] BalancerNamespaces = ["AWS/ApplicationELB", "AWS/NetworkELB", "AWS/GatewayELB"];

    public static MetricResource Parse(string resource)
    {
        var name = resource;
        if (Arn().Match(resource) is { Success: true } arn)
        {
            name = arn.Groups["rest"].Value;
            if (arn.Groups["service"].Value is not ("ec2" or "ecs" or "elasticloadbalancing"))
            {
                return new MetricResource(null, None, IsComplete: false, [NameIn(name), resource]);
            }
        }

        if (Instance().Match(name) is { Success: true } instance)
        {
            return Complete("AWS/EC2", ("InstanceId", instance.Groups["id"].Value));
        }

        if (Balancer().Match(name) is { Success: true } balancer)
        {
            var @namespace = balancer.Groups["kind"].Value switch { "app" => "AWS/ApplicationELB", "net" => "AWS/NetworkELB", _ => "AWS/GatewayELB" };
            return Complete(@namespace, ("LoadBalancer", balancer.Groups["id"].Value));
        }

        if (TargetGroup().IsMatch(name))
        {
            return new MetricResource("AWS/ApplicationELB", None.Add("TargetGroup", name), IsComplete: false, [name]);
        }

        return Service().Match(name) is { Success: true } service
            ? Complete("AWS/ECS", ("ClusterName", service.Groups["cluster"].Value), ("ServiceName", service.Groups["service"].Value))
            : new MetricResource(null, None, IsComplete: false, name == resource ? [name] : [NameIn(name), resource]);
    }

    /// <returns>Whether its metrics may lie there: a target group's name does not say which kind of load balancer it is behind.</returns>
    public bool IsOf(string @namespace) => Namespace == @namespace || (Dimensions.ContainsKey("TargetGroup") && BalancerNamespaces.Contains(@namespace));

    // "function:orders:$LATEST", "db:orders", "log-group:/aws/lambda/orders:*", "table/orders", "orders" of an ARN.
    private static string NameIn(string rest) => Name().Match(rest) is { Success: true } name ? name.Groups["name"].Value : rest;

    /// <returns>What a name that a caller gave stands for, where it is a resource of a kind that other operations take by it.</returns>
    internal static Subject? SubjectOf(string resource)
    {
        SubjectKind? kind = Parse(resource) switch
        {
            { Namespace: "AWS/EC2" } when resource.StartsWith("i-", StringComparison.Ordinal) => SubjectKind.Instance,
            { Namespace: "AWS/ECS" } when resource.Split('/').Length == 2 && !resource.StartsWith("arn:", StringComparison.Ordinal) => SubjectKind.Service,
            { Namespace: "AWS/ApplicationELB", Dimensions: var dimensions } => dimensions.ContainsKey("TargetGroup") ? SubjectKind.TargetGroup : SubjectKind.LoadBalancer,
            { Namespace: "AWS/NetworkELB" or "AWS/GatewayELB" } => SubjectKind.LoadBalancer,
            _ => null,
        };
        return kind is { } known ? new Subject(known, resource) : null;
    }

    public MetricIdentity Metric(string name) => new(Namespace!, name, Dimensions);

    private static MetricResource Complete(string @namespace, params (string Name, string Value)[] dimensions) =>
        new(@namespace, dimensions.Aggregate(None, (all, d) => all.Add(d.Name, d.Value)), IsComplete: true, [dimensions[^1].Value]);

    [GeneratedRegex("^arn:aws[a-z-]*:(?<service>[a-z0-9-]+):[a-z0-9-]*:[0-9]*:(?<rest>.+)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Arn();

    [GeneratedRegex("^[A-Za-z-]+[:/](?<name>[^:]+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Name();

    [GeneratedRegex("^(instance/)?(?<id>i-([0-9a-f]{8}|[0-9a-f]{17}))$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Instance();

    [GeneratedRegex("^(loadbalancer/)?(?<id>(?<kind>app|net|gwy)/[A-Za-z0-9_-]+/[0-9a-f]{16})$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Balancer();

    [GeneratedRegex("^targetgroup/[A-Za-z0-9_-]+/[0-9a-f]{16}$", RegexOptions.CultureInvariant)]
    private static partial Regex TargetGroup();

    [GeneratedRegex("^(service/)?(?<cluster>[A-Za-z0-9_-]+)/(?<service>[A-Za-z0-9_-]+)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Service();
}
