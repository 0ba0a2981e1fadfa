using System.Text.Json.Nodes;

using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Chat.Tests.Reading;

/// <summary>What may have been said before a phrasing of the corpus, by the name that it has there.</summary>
internal static class Conversations
{
    public const string Instance = "i-0a1b2c3d4e5f60002";
    public const string Proposal = "01m84jhwnpv8xmxftddspfch58";

    private const string BalancerArn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/production-web/50dc6c495c0c9188";

    public static Memory After(string? what) => what switch
    {
        null => new Memory(),
        "instance" => new Memory
        {
            Focus = new Subject(SubjectKind.Instance, Instance),
            LastDiagnostic = Look("get_ec2_status", ("instance_id", Instance)),
            Summary = $"{Instance} (web-2) fails its instance status check.",
        },
        "service" => new Memory
        {
            Focus = new Subject(SubjectKind.Service, "production/web"),
            LastDiagnostic = Look("get_cloudwatch_metrics", ("resource", "production/web"), ("metric", "MemoryUtilization"), ("statistic", "Average")),
        },
        "balancer" => new Memory
        {
            Focus = new Subject(SubjectKind.LoadBalancer, BalancerArn),
            LastDiagnostic = Look("describe_alb_target_health", ("alb_name", "production-web")),
        },
        "proposal" => new Memory { Focus = new Subject(SubjectKind.Proposal, Proposal) },
        "draft-reason" => Drafted("reboot_ec2", "reason", ("instance_id", Instance)),
        "draft-instance" => Drafted("reboot_ec2", "instance_id"),
        "draft-cluster" => Drafted("scale_ecs_service", "cluster", ("service", "web"), ("desired_count", 6)),
        "draft-count" => Drafted("scale_ecs_service", "desired_count", ("service", "web"), ("cluster", "production")),
        "draft-severity" => Drafted("create_incident_record", "severity", ("summary", "web is down again")),
        "draft-metric" => Drafted("get_cloudwatch_metrics", "metric", ("resource", "production/web")),
        _ => throw new ArgumentException($"There is no conversation \"{what}\".", nameof(what)),
    };

    private static LastDiagnostic Look(string operation, params (string Name, string Value)[] parameters) =>
        new(operation, new JsonObject(parameters.Select(p => KeyValuePair.Create(p.Name, (JsonNode?)p.Value))).ToElement());

    private static Memory Drafted(string operation, string missing, params (string Name, JsonNode Value)[] parameters) =>
        new() { Draft = new Draft(operation, new JsonObject(parameters.Select(p => KeyValuePair.Create(p.Name, (JsonNode?)p.Value))).ToElement(), missing) };
}
