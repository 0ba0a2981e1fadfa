using System.Text.Json;

using OpsAgent.Core.Cards;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.CloudTrail;
using OpsAgent.Core.Operations.CloudWatch;
using OpsAgent.Core.Operations.Ec2;
using OpsAgent.Core.Operations.LoadBalancing;

namespace OpsAgent.Chat.Sessions;

/// <summary>What is remembered of something that was done: from what was asked and what AWS answered, never from words of a model.</summary>
public static class MemoryUpdate
{
    /// <summary>After a diagnostic: "it" is what it was about, where that is one thing.</summary>
    public static Memory AfterDiagnostic(Memory memory, DiagnosticOperation operation, JsonElement parameters, string summary, JsonElement details) => memory with
    {
        LastDiagnostic = new LastDiagnostic(operation.Name, parameters),
        Summary = summary,
        Focus = operation switch
        {
            GetEc2Status => details.Items("instances") is [var one] && one.Text("instance_id") is { } id ? new Subject(SubjectKind.Instance, id) : null,
            GetCloudWatchMetrics => parameters.Text("resource") is { } resource ? KindOf(resource) is { } kind ? new Subject(kind, resource) : null : null,
            DescribeAlbTargetHealth => details.Member("load_balancer").Text("arn") is { } balancer ? new Subject(SubjectKind.LoadBalancer, balancer)
                : details.Items("target_groups") is [var group] && group.Text("arn") is { } arn ? new Subject(SubjectKind.TargetGroup, arn)
                : null,
            SearchCloudTrailEvents => parameters.Text("resource_name") is { } name && KindOf(name) is { } kind ? new Subject(kind, name) : null,
            _ => null,
        },
    };

    private static SubjectKind? KindOf(string resource) => MetricResource.Parse(resource) switch
    {
        { Namespace: "AWS/EC2" } when resource.StartsWith("i-", StringComparison.Ordinal) => SubjectKind.Instance,
        { Namespace: "AWS/ECS" } when resource.Split('/').Length == 2 && !resource.StartsWith("arn:", StringComparison.Ordinal) => SubjectKind.Service,
        { Namespace: "AWS/ApplicationELB", Dimensions: var dimensions } => dimensions.ContainsKey("TargetGroup") ? SubjectKind.TargetGroup : SubjectKind.LoadBalancer,
        { Namespace: "AWS/NetworkELB" } => SubjectKind.LoadBalancer,
        _ => null,
    };
}
