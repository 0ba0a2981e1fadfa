using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using OpsAgent.Core.Cards;
using OpsAgent.Core.Operations.Grammar;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Operations.LoadBalancing;

/// <summary>Which targets of a load balancer or a target group are healthy, and why the others are not.</summary>
public sealed partial class DescribeAlbTargetHealth : DiagnosticOperation
{
    private const int MaxGroups = 20;
    private const int MaxTargets = 50;

    public override string Name => "describe_alb_target_health";

    public override string Title => "Load balancer target health";

    public override string Description =>
        "Shows the health of every target of an Application Load Balancer, or of one target group, with AWS's reasons and a verdict.";

    public override ChatGrammar? Chat { get; } = new QuestionGrammar
    {
        // A load balancer is named by ARN or as CloudWatch names it: app/<name>/<id>.
        Targets = [new(SubjectKind.LoadBalancer, "", "alb_name") { ArnParameter = "alb_arn" }, new(SubjectKind.TargetGroup, "target_group_arn")],
        NameParameter = "alb_name",
        WhatIsMissing = "Which load balancer? Write: target health of <name>.",
        Examples = ["target health of production-web", "then: 5xx on it"],
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

    public override IReadOnlyList<Card> Cards(System.Text.Json.JsonElement parameters, string summary, System.Text.Json.JsonElement details) => TargetCards.Of(details);

    public override async Task<Outcome<Finding>> RunAsync(Arguments arguments, AwsReaders readers, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (arguments.Text("target_group_arn") is { } groupArn)
        {
            return await readers.TargetHealth.FindGroupAsync(groupArn, cancellationToken) is { } group
                ? await FindingAsync($"Target group {group.Name}", null, [group], readers.TargetHealth, cancellationToken)
                : Missing("target group", groupArn);
        }

        var name = arguments.Text("alb_arn") ?? arguments.RequiredText("alb_name");
        if (await readers.TargetHealth.FindLoadBalancerAsync(name, cancellationToken) is not { } balancer)
        {
            return Missing("Application Load Balancer", name);
        }

        var groups = await readers.TargetHealth.ListGroupsAsync(balancer, cancellationToken);
        return await FindingAsync($"Load balancer {balancer.Name}", balancer, groups, readers.TargetHealth, cancellationToken);
    }

    private static async Task<Finding> FindingAsync(
        string subject, LoadBalancer? balancer, IReadOnlyList<TargetGroup> groups, ITargetHealth health, CancellationToken cancellationToken)
    {
        var looked = new List<TargetGroupHealth>();
        foreach (var group in groups.Take(MaxGroups))
        {
            looked.Add(TargetGroupHealth.Of(group, await health.ListTargetsAsync(group, cancellationToken)));
        }

        var verdict = TargetVerdict.Overall([.. looked.Select(g => g.Verdict)], balancer?.State);
        var truncated = groups.Count > MaxGroups || looked.Any(g => g.Targets.Count > MaxTargets);
        return new Finding(
            TargetHealthSummary.Of(subject, verdict, balancer, looked, truncated),
            new JsonObject
            {
                ["verdict"] = verdict,
                ["load_balancer"] = balancer is null ? null : new JsonObject { ["name"] = balancer.Name, ["arn"] = balancer.Arn, ["state"] = balancer.State },
                ["truncated"] = truncated,
                ["target_groups"] = new JsonArray([.. looked.Select(g => (JsonNode)Describe(g))]),
            }.ToElement());
    }

    private static JsonObject Describe(TargetGroupHealth health) => new()
    {
        ["name"] = health.Group.Name,
        ["arn"] = health.Group.Arn,
        ["target_type"] = health.Group.TargetType,
        ["protocol"] = health.Group.Protocol,
        ["port"] = health.Group.Port,
        ["verdict"] = health.Verdict,
        ["counts"] = Counts(health),
        ["targets"] = new JsonArray([.. health.Targets.Take(MaxTargets).Select(t => (JsonNode)new JsonObject
        {
            ["id"] = t.Id,
            ["port"] = t.Port,
            ["availability_zone"] = t.Zone,
            ["state"] = t.State,
            ["reason"] = t.Reason,
            ["description"] = t.Description,
        })]),
    };

    private static JsonObject Counts(TargetGroupHealth health)
    {
        var counts = new JsonObject { ["total"] = health.Targets.Count };
        foreach (var state in new[] { "healthy", "unhealthy", "initial", "draining", "unhealthy.draining", "unused", "unavailable" })
        {
            counts[state] = health.Count(state);
        }

        return counts;
    }

    private static Refusal Missing(string what, string name) => new(
        ErrorCode.ResourceNotFound,
        $"There is no {what} {name} in this account and Region. Check the name or the ARN, and that it is of this Region.",
        new JsonObject { ["resource"] = name }.ToElement());

    [GeneratedRegex("^arn:aws[a-z-]*:elasticloadbalancing:[a-z0-9-]+:[0-9]{12}:loadbalancer/app/[A-Za-z0-9-]{1,32}/[0-9a-f]{16}$", RegexOptions.CultureInvariant)]
    private static partial Regex BalancerArn();

    [GeneratedRegex("^arn:aws[a-z-]*:elasticloadbalancing:[a-z0-9-]+:[0-9]{12}:targetgroup/[A-Za-z0-9-]{1,32}/[0-9a-f]{16}$", RegexOptions.CultureInvariant)]
    private static partial Regex GroupArn();

    [GeneratedRegex("^[A-Za-z0-9]([A-Za-z0-9-]{0,30}[A-Za-z0-9])?$", RegexOptions.CultureInvariant)]
    private static partial Regex BalancerName();
}
