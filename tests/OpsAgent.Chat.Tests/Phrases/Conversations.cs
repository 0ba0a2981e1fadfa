using System.Text.Json.Nodes;

using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Chat.Tests.Phrases;

/// <summary>What may have been said before a phrase of the corpus, by the name that it has there.</summary>
internal static class Conversations
{
    public const string Instance = "i-0a1b2c3d4e5f60002";
    public const string Proposal = "01m84jhwnpv8xmxftddspfch58";

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
            Summary = "MemoryUtilization of production/web was 91 % on average.",
        },
        "balancer" => new Memory
        {
            Focus = new Subject(SubjectKind.LoadBalancer, Account.LoadBalancer),
            LastDiagnostic = Look("describe_alb_target_health", ("alb_name", "production-web")),
            Summary = "production-web: 2 of 3 targets are healthy.",
        },
        "proposal" => new Memory { Focus = new Subject(SubjectKind.Proposal, Proposal) },
        "draft" => new Memory { Focus = new Subject(SubjectKind.Instance, Instance), Draft = new Draft("01m84jhwnpv8xmxftddspfch59", "reboot_ec2", new JsonObject { ["instance_id"] = Instance, ["reason"] = "it does not answer" }.ToElement(), Score.Now.AddMinutes(5)) { IsLast = true, PlanHash = "cd12" } },
        "ask-reason" => Asked("reboot_ec2", "reason", ("instance_id", Instance)),
        "ask-count" => Asked("scale_ecs_service", "desired_count", ("service", "web"), ("cluster", "production")),
        "ask-which" => Asked("reboot_ec2", "instance_id"),
        _ => throw new ArgumentException($"There is no conversation \"{what}\".", nameof(what)),
    };

    private static LastDiagnostic Look(string operation, params (string Name, string Value)[] parameters) =>
        new(operation, new JsonObject(parameters.Select(p => KeyValuePair.Create(p.Name, (JsonNode?)p.Value))).ToElement());

    private static Memory Asked(string operation, string missing, params (string Name, JsonNode Value)[] parameters) =>
        new() { Question = new OpenQuestion(operation, new JsonObject(parameters.Select(p => KeyValuePair.Create(p.Name, (JsonNode?)p.Value))).ToElement(), missing) };
}
