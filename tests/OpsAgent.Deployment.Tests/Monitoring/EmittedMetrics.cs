using System.Text.Json;
using System.Text.Json.Nodes;

using Microsoft.Extensions.Time.Testing;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Metrics;
using OpsAgent.TestKit;

namespace OpsAgent.Deployment.Tests.Monitoring;

/// <summary>The metrics that exist: ours as the code writes them, AWS's as a reviewed list with sources names them.</summary>
internal static class EmittedMetrics
{
    /// <summary>Everything that <see cref="EmbeddedMetrics"/> can write, read off its lines.</summary>
    public static IReadOnlySet<Metric> Ours()
    {
        var lines = new List<string>();
        var metrics = new EmbeddedMetrics("test", lines.Add, new FakeTimeProvider(Moments.Start));
        metrics.Count([.. Enum.GetValues<AuditEventType>().Select((type, i) => EventOf(type, i))]);
        var pending = Proposals.In(ProposalStatus.Pending);
        var approved = Proposals.In(ProposalStatus.Approved);
        var seen = approved with { FirstSeenAt = approved.Approvals[0].At };
        metrics.Decided(pending, seen);
        metrics.Decided(seen, Proposals.In(ProposalStatus.Completed));
        metrics.Ended(pending, pending with { Status = ProposalStatus.Expired });
        metrics.Pending(1);
        metrics.AuditFailed();
        metrics.Digested(1, 1);
        metrics.PolicyRefused("stop");
        metrics.PolicyBroken("It is no JSON.");
        metrics.BreakGlassUnreviewed(1);
        return (from line in lines
                from directive in JsonNode.Parse(line)!["_aws"]!["CloudWatchMetrics"]!.AsArray()
                from metric in directive!["Metrics"]!.AsArray()
                from dimensions in directive["Dimensions"]!.AsArray()
                select Metric.Of(Text(directive["Namespace"]), Text(metric!["Name"]), dimensions!.AsArray().Select(Text))).ToHashSet();
    }

    public static IReadOnlySet<Metric> Aws() =>
        (from service in JsonNode.Parse(File.ReadAllText(Repository.PathTo("tests", "OpsAgent.Deployment.Tests", "Monitoring", "aws-metrics.json")))!.AsArray()
         where Text(service!["source"]).StartsWith("https://docs.aws.amazon.com/", StringComparison.Ordinal)
         from name in service["names"]!.AsArray()
         from dimensions in service["dimensions"]!.AsArray()
         select Metric.Of(Text(service["namespace"]), Text(name), dimensions!.AsArray().Select(Text))).ToHashSet();

    private static AuditEvent EventOf(AuditEventType type, int sequence) => new(
        "chain", sequence, new JsonObject { ["event_type"] = WireName.Of(type), ["operation"] = "reboot_ec2" }.ToJsonString(), "hash");

    private static string Text(JsonNode? node) => node!.GetValue<string>();
}
