using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using OpsAgent.Core.Cards;
using OpsAgent.Core.Operations.CloudWatch;
using OpsAgent.Core.Operations.Grammar;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Operations.Ec2;

/// <summary>State, checks, CPU and network of one instance or of all that carry a tag.</summary>
public sealed partial class GetEc2Status : DiagnosticOperation
{
    private const int MaxInstances = 25;
    private static readonly string[] Metrics = ["CPUUtilization", "NetworkIn", "NetworkOut"];

    public override string Name => "get_ec2_status";

    public override string Title => "EC2 status";

    public override string Description =>
        "Shows state, status checks, tags, CPU and network of one EC2 instance, or of all instances that carry a tag.";

    public override ChatGrammar? Chat { get; } = new QuestionGrammar
    {
        Targets = [new(SubjectKind.Instance, "instance_id")],
        Tag = new("tag_key", "tag_value"),
        WhatIsMissing = "Which instances? Give an id (i-...), a name, or a tag as in Role=web.",
        // Takes any name that says nothing more, so the others come first.
        Precedence = -1,
        Examples = ["status of i-0a1b2c3d4e5f60001", "instances with Role=web"],
    };

    public override ParameterSet Parameters { get; } = new(
        [
            InstanceIdParameter(required: false),
            new TextParameter("tag_key", "Look at all instances with this tag; goes with tag_value.") { MaxLength = 128, Example = "Role" },
            new TextParameter("tag_value", "The tag's value.") { MaxLength = 256, Example = "web" },
            new ChoiceParameter("time_window", "How far back CPU and network go.", "5m", "15m", "1h", "6h", "24h") { DefaultValue = "15m" },
        ],
        new CombinationRule(
            "give exactly one of instance_id, or tag_key with tag_value",
            "instance_id",
            a => a.Has("instance_id") ? !a.Has("tag_key") && !a.Has("tag_value") : a.Has("tag_key") && a.Has("tag_value")));

    public override IReadOnlyList<Card> Cards(System.Text.Json.JsonElement parameters, string summary, System.Text.Json.JsonElement details) => InstanceCards.Of(summary, details);

    public override async Task<Outcome<Finding>> RunAsync(Arguments arguments, AwsReaders readers, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var window = arguments.RequiredText("time_window");
        if (arguments.Text("instance_id") is not { } id)
        {
            var (key, value) = (arguments.RequiredText("tag_key"), arguments.RequiredText("tag_value"));
            var page = await readers.Instances.FindByTagAsync(key, value, MaxInstances, cancellationToken);
            var loads = await LoadsAsync(page.Instances, readers.Metrics, window, now, cancellationToken);
            return new Finding(InstanceSummary.OfMany(page, loads, $"{key}={value}", window), Details(page.Instances, page.Truncated, loads, window));
        }

        if (await readers.Instances.FindAsync(id, cancellationToken) is not { } instance)
        {
            return NoSuchInstance(id);
        }

        var load = await LoadsAsync([instance], readers.Metrics, window, now, cancellationToken);
        return new Finding(InstanceSummary.OfOne(instance, load[0], window), Details([instance], truncated: false, load, window));
    }

    internal static TextParameter InstanceIdParameter(bool required) => new("instance_id", "The EC2 instance id.")
    {
        Required = required,
        MaxLength = 19,
        Pattern = InstanceId(),
        Example = "i-0a1b2c3d4e5f60001",
    };

    internal static Refusal NoSuchInstance(string id) => new(
        ErrorCode.ResourceNotFound,
        $"There is no EC2 instance {id} in this account and Region. Check the id, or look by tag with tag_key and tag_value.",
        new JsonObject { ["resource"] = id }.ToElement());

    private static async Task<IReadOnlyList<InstanceLoad>> LoadsAsync(
        IReadOnlyList<Instance> instances, IMetrics metrics, string window, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (instances.Count == 0)
        {
            return [];
        }

        var length = TimeWindow.Parse(window);
        var period = length.TotalHours switch { < 1 => TimeSpan.FromMinutes(1), < 6 => TimeSpan.FromMinutes(5), _ => TimeSpan.FromMinutes(15) };
        var queries = instances
            .SelectMany(i => Metrics.Select(m => new MetricQuery(MetricIdentity.OfInstance(i.Id, m), m == Metrics[0] ? "Average" : "Sum")))
            .ToList();
        var series = await metrics.GetAsync(queries, now - length, now, period, cancellationToken);
        return [.. instances.Select((_, i) => new InstanceLoad(
            MetricStatistics.Of(series[i * 3], 1),
            MetricStatistics.Of(series[(i * 3) + 1], period.TotalSeconds),
            MetricStatistics.Of(series[(i * 3) + 2], period.TotalSeconds)))];
    }

    private static System.Text.Json.JsonElement Details(
        IReadOnlyList<Instance> instances, bool truncated, IReadOnlyList<InstanceLoad> loads, string window) => new JsonObject
        {
            ["count"] = instances.Count,
            ["truncated"] = truncated,
            ["time_window"] = window,
            ["instances"] = new JsonArray([.. instances.Select((instance, i) => (JsonNode)Describe(instance, loads[i]))]),
        }.ToElement();

    private static JsonObject Describe(Instance instance, InstanceLoad load) => new()
    {
        ["instance_id"] = instance.Id,
        ["name"] = instance.Name,
        ["state"] = instance.State,
        ["instance_type"] = instance.Type,
        ["availability_zone"] = instance.Zone,
        ["launch_time"] = Timestamps.Text(instance.LaunchTime),
        ["system_check"] = instance.SystemCheck,
        ["instance_check"] = instance.InstanceCheck,
        ["tags"] = ChangePlan.Members(instance.Tags),
        ["cpu_percent"] = load.Cpu?.ToJson(),
        ["network_in_bytes_per_second"] = load.NetworkIn?.ToJson(),
        ["network_out_bytes_per_second"] = load.NetworkOut?.ToJson(),
    };

    [GeneratedRegex(@"^i-([0-9a-f]{8}|[0-9a-f]{17})$", RegexOptions.CultureInvariant)]
    private static partial Regex InstanceId();
}
