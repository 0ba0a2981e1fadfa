using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;

using OpsAgent.Core.Cards;
using OpsAgent.Core.Operations.Grammar;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Operations.LoadBalancing;

/// <summary>Which targets of a load balancer or a target group are healthy, and why the others are not.</summary>
public sealed partial class DescribeAlbTargetHealth : DiagnosticOperation<DescribeAlbTargetHealthParameters, TargetHealthDetails>
{
    private const int MaxGroups = 20;
    private const int MaxTargets = 50;

    public override string Name => "describe_alb_target_health";

    public override string Title => "Load balancer target health";

    public override string Description =>
        "Shows the health of every target of an Application, Network or Gateway Load Balancer, or of one target group, with AWS's reasons and a verdict.";

    public override ChatGrammar? Chat { get; } = new QuestionGrammar(QuestionKind.State)
    {
        // A load balancer is named by ARN or as CloudWatch names it: app/<name>/<id>.
        Targets = [new(SubjectKind.LoadBalancer, "", "alb_name") { ArnParameter = "alb_arn" }, new(SubjectKind.TargetGroup, "target_group_arn")],
    };

    public override ParameterSet Parameters { get; } = new(
        [
            new TextParameter("alb_arn", "The load balancer's ARN.")
            {
                MaxLength = 255,
                Pattern = BalancerArn(),
                Example = "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/production-web/50dc6c495c0c9188",
            },
            new TextParameter("target_group_arn", "The target group's ARN: this group only.")
            {
                MaxLength = 255,
                Pattern = GroupArn(),
                Example = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/6d0ecf831eec9f09",
            },
            new TextParameter("alb_name", "The load balancer's name.") { MaxLength = 32, Pattern = BalancerName(), Example = "production-web" },
        ],
        new CombinationRule(
            "give exactly one of alb_arn, target_group_arn, alb_name",
            "alb_name",
            a => new[] { "alb_arn", "target_group_arn", "alb_name" }.Count(a.Has) == 1));

    protected override JsonTypeInfo<TargetHealthDetails> ResultJson => TargetHealthDetailsJson.Default.TargetHealthDetails;

    protected override DescribeAlbTargetHealthParameters Bind(Arguments arguments) =>
        new(arguments.Text("alb_arn") ?? arguments.Text("alb_name"), arguments.Text("target_group_arn"));

    protected override async Task<Outcome<Finding<TargetHealthDetails>>> FindAsync(
        DescribeAlbTargetHealthParameters parameters, AwsReaders readers, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (parameters.TargetGroupArn is { } groupArn)
        {
            return await readers.TargetHealth.FindGroupAsync(groupArn, cancellationToken) is { } group
                ? await FindingAsync($"Target group {group.Name}", null, [group], readers.TargetHealth, cancellationToken)
                : Missing("target group", groupArn);
        }

        var name = parameters.LoadBalancer!;
        if (await readers.TargetHealth.FindLoadBalancerAsync(name, cancellationToken) is not { } balancer)
        {
            return Missing("Application, Network or Gateway Load Balancer", name);
        }

        var groups = await readers.TargetHealth.ListGroupsAsync(balancer, cancellationToken);
        return await FindingAsync($"Load balancer {balancer.Name}", balancer, groups, readers.TargetHealth, cancellationToken);
    }

    protected override IReadOnlyList<Card> Cards(Finding<TargetHealthDetails> finding) => TargetCards.Of(finding.Result);

    protected override Subject? Subject(DescribeAlbTargetHealthParameters parameters, TargetHealthDetails result) => result switch
    {
        { LoadBalancer: { } balancer } => new Subject(SubjectKind.LoadBalancer, balancer.Arn),
        { TargetGroups: [var group] } => new Subject(SubjectKind.TargetGroup, group.Arn),
        _ => null,
    };

    private static async Task<Finding<TargetHealthDetails>> FindingAsync(
        string subject, LoadBalancer? balancer, IReadOnlyList<TargetGroup> groups, ITargetHealth health, CancellationToken cancellationToken)
    {
        var inspected = new List<TargetGroupHealth>();
        foreach (var group in groups.Take(MaxGroups))
        {
            inspected.Add(TargetGroupHealth.Of(group, await health.ListTargetsAsync(group, cancellationToken)));
        }

        var verdict = TargetVerdict.Overall([.. inspected.Select(g => g.Verdict)], balancer?.State);
        var truncated = groups.Count > MaxGroups || inspected.Any(g => g.Targets.Count > MaxTargets);
        return new Finding<TargetHealthDetails>(
            TargetHealthSummary.Of(subject, verdict, balancer, inspected, truncated),
            new TargetHealthDetails(
                verdict,
                balancer is null ? null : new LoadBalancerDetails(balancer.Name, balancer.Arn, balancer.State),
                truncated,
                [.. inspected.Select(Describe)]))
        {
            NotSearched = groups.Count > MaxGroups ? [$"{groups.Count - MaxGroups} more target groups of {balancer?.Name}, beyond the first {MaxGroups} by name."] : [],
        };
    }

    private static TargetGroupDetails Describe(TargetGroupHealth health) => new(
        health.Group.Name,
        health.Group.Arn,
        health.Group.TargetType,
        health.Group.Protocol,
        health.Group.Port,
        health.Verdict,
        new TargetCounts(
            health.Targets.Count,
            health.Count("healthy"),
            health.Count("unhealthy"),
            health.Count("initial"),
            health.Count("draining"),
            health.Count("unhealthy.draining"),
            health.Count("unused"),
            health.Count("unavailable")),
        [.. health.Targets.Take(MaxTargets).Select(t => new TargetDetails(t.Id, t.Port, t.Zone, t.State, t.Reason, t.Description, t.Anomaly, t.Override))]);

    private static Refusal Missing(string what, string name) => new(
        ErrorCode.ResourceNotFound,
        $"There is no {what} {name} in this account and Region. Check the name or the ARN, and that it is of this Region; Classic Load Balancers are not looked at.",
        new JsonObject { ["resource"] = name }.ToElement());

    [GeneratedRegex("^arn:aws[a-z-]*:elasticloadbalancing:[a-z0-9-]+:[0-9]{12}:loadbalancer/(app|net|gwy)/[A-Za-z0-9-]{1,32}/[0-9a-f]{16}$", RegexOptions.CultureInvariant)]
    private static partial Regex BalancerArn();

    [GeneratedRegex("^arn:aws[a-z-]*:elasticloadbalancing:[a-z0-9-]+:[0-9]{12}:targetgroup/[A-Za-z0-9-]{1,32}/[0-9a-f]{16}$", RegexOptions.CultureInvariant)]
    private static partial Regex GroupArn();

    [GeneratedRegex("^[A-Za-z0-9]([A-Za-z0-9-]{0,30}[A-Za-z0-9])?$", RegexOptions.CultureInvariant)]
    private static partial Regex BalancerName();
}

/// <summary>One of the two.</summary>
/// <param name="LoadBalancer">Its ARN or name.</param>
/// <param name="TargetGroupArn">This group only.</param>
public sealed record DescribeAlbTargetHealthParameters(string? LoadBalancer, string? TargetGroupArn);

/// <param name="Verdict"><c>healthy</c>, <c>degraded</c>, <c>starting</c>, <c>not checked</c>, <c>down</c>, <c>idle</c> or <c>no targets</c>.</param>
/// <param name="LoadBalancer">Null when only a target group was asked for.</param>
/// <param name="Truncated">True when there are more groups or targets than these.</param>
public sealed record TargetHealthDetails(string Verdict, LoadBalancerDetails? LoadBalancer, bool Truncated, IReadOnlyList<TargetGroupDetails> TargetGroups);

public sealed record LoadBalancerDetails(string Name, string Arn, string State);

/// <summary>A target group with at most 50 of its targets, those in trouble first; the counts are of all of them.</summary>
public sealed record TargetGroupDetails(
    string Name, string Arn, string TargetType, string Protocol, int? Port, string Verdict, TargetCounts Counts, IReadOnlyList<TargetDetails> Targets);

/// <summary>How many targets are in each of AWS's states.</summary>
public sealed record TargetCounts(
    int Total,
    int Healthy,
    int Unhealthy,
    int Initial,
    int Draining,
    [property: JsonPropertyName("unhealthy.draining")] int UnhealthyDraining,
    int Unused,
    int Unavailable);

/// <inheritdoc cref="TargetHealth"/>
public sealed record TargetDetails(
    string Id,
    int? Port,
    string? AvailabilityZone,
    string State,
    string? Reason,
    string? Description,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Anomaly,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? AdministrativeOverride);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(TargetHealthDetails))]
internal sealed partial class TargetHealthDetailsJson : JsonSerializerContext;
