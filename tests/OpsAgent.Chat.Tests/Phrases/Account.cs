using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Naming;

namespace OpsAgent.Chat.Tests.Phrases;

/// <summary>The simulated cloud's default account, as the directory of names sees it.</summary>
internal static class Account
{
    public const string LoadBalancer = "app/production-web/50dc6c495c0c9188";
    public const string TargetGroup = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/6d0ecf831eec9f09";

    private static readonly IReadOnlyList<NamedResource> Resources =
    [
        .. new[] { "web-1", "web-2", "web-3", "worker-1", "worker-2", "db-1", "db-2", "bastion", "legacy-billing", "report-1", "web-staging-1", "cache-1" }
            .Select((name, i) => new NamedResource(new Subject(SubjectKind.Instance, $"i-0a1b2c3d4e5f600{i + 1:00}"), name, name == "report-1" ? "stopped" : "running")),
        new(new Subject(SubjectKind.Service, "production/web"), "web", "cluster production"),
        new(new Subject(SubjectKind.Service, "production/worker"), "worker", "cluster production"),
        new(new Subject(SubjectKind.Cluster, "production"), "production", string.Empty),
        new(new Subject(SubjectKind.LoadBalancer, LoadBalancer), "production-web", "application"),
        new(new Subject(SubjectKind.TargetGroup, TargetGroup), "web", string.Empty),
        new(new Subject(SubjectKind.TargetGroup, "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/api/943f017f100becff"), "api", string.Empty),
        new(new Subject(SubjectKind.Alarm, "production-web-5xx"), "production-web-5xx", "ALARM"),
        new(new Subject(SubjectKind.Alarm, "production-web-latency"), "production-web-latency", "ALARM"),
        new(new Subject(SubjectKind.Alarm, "production-worker-cpu"), "production-worker-cpu", "OK"),
    ];

    public static ResourceMatches Find(IReadOnlyList<string> names) => new([.. Resources.Where(r => names.Any(n => NameWords.Of(n).IsIn(NameWords.Of(r.Name))))], []);
}
