using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;

using OpsAgent.Core.Cards;
using OpsAgent.Core.Operations.CloudWatch;
using OpsAgent.Core.Operations.Grammar;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Operations.Ec2;

/// <summary>State, checks, CPU and network of one instance or of all that carry a tag.</summary>
public sealed partial class GetEc2Status : DiagnosticOperation<GetEc2StatusParameters, Ec2Status>
{
    private const int MaxInstances = 25;

    // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/manage-detailed-monitoring.html
    private static readonly TimeSpan BasicMonitoring = TimeSpan.FromMinutes(5);
    private static readonly string[] Metrics = ["CPUUtilization", "NetworkIn", "NetworkOut"];

    public override string Name => "get_ec2_status";

    public override string Title => "EC2 status";

    public override string Description =>
        "Shows state, status checks, tags, CPU and network of one EC2 instance, or of all instances that carry a tag.";

    public override ChatGrammar? Chat { get; } = new QuestionGrammar(QuestionKind.State)
    {
        Targets = [new(SubjectKind.Instance, "instance_id")],
        Tag = new("tag_key", "tag_value"),
    };

    public override ParameterSet Parameters { get; } = new(
        [
            InstanceIdParameter(required: false),
            new TextParameter("tag_key", "Look at all instances with this tag; goes with tag_value.") { MaxLength = 128, Example = "Role" },
            new TextParameter("tag_value", "The tag's value.") { MaxLength = 256, Example = "web" },
            new ChoiceParameter("time_window", "How far back CPU and network go.", "5m", "15m", "1h", "6h", "24h") { DefaultValue = "15m", Synonym = TimeWindow.Find },
        ],
        new CombinationRule(
            "give exactly one of instance_id, or tag_key with tag_value",
            "instance_id",
            a => a.Has("instance_id") ? !a.Has("tag_key") && !a.Has("tag_value") : a.Has("tag_key") && a.Has("tag_value")));

    protected override JsonTypeInfo<Ec2Status> ResultJson => Ec2StatusJson.Default.Ec2Status;

    protected override GetEc2StatusParameters Bind(Arguments arguments) => new(
        arguments.Text("instance_id"), arguments.Text("tag_key"), arguments.Text("tag_value"), arguments.RequiredText("time_window"));

    protected override async Task<Outcome<Finding<Ec2Status>>> FindAsync(
        GetEc2StatusParameters parameters, AwsReaders readers, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var window = parameters.TimeWindow;
        if (parameters.InstanceId is not { } id)
        {
            var (key, value) = (parameters.TagKey!, parameters.TagValue!);
            var page = await readers.Instances.FindByTagAsync(key, value, MaxInstances, cancellationToken);
            var loads = await LoadsAsync(page.Instances, readers.Metrics, window, now, cancellationToken);
            return new Finding<Ec2Status>(InstanceSummary.OfMany(page, loads, $"{key}={value}", window), Result(page.Instances, page.Truncated, loads, window))
            {
                NotSearched = page.Truncated ? [$"Instances with {key}={value} beyond the first {MaxInstances} by id."] : [],
            };
        }

        if (await readers.Instances.FindAsync(id, cancellationToken) is not { } instance)
        {
            return NoSuchInstance(id);
        }

        var load = await LoadsAsync([instance], readers.Metrics, window, now, cancellationToken);
        return new Finding<Ec2Status>(InstanceSummary.OfOne(instance, load[0], window), Result([instance], truncated: false, load, window));
    }

    protected override IReadOnlyList<Card> Cards(Finding<Ec2Status> finding) => InstanceCards.Of(finding.Summary, finding.Result);

    protected override Subject? Subject(GetEc2StatusParameters parameters, Ec2Status result) =>
        result.Instances is [var one] ? new Subject(SubjectKind.Instance, one.InstanceId) : null;

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
            MetricStatistics.Of(series[i * 3]),
            MetricStatistics.RateOf(series[(i * 3) + 1], period, BasicMonitoring),
            MetricStatistics.RateOf(series[(i * 3) + 2], period, BasicMonitoring)))];
    }

    private static Ec2Status Result(IReadOnlyList<Instance> instances, bool truncated, IReadOnlyList<InstanceLoad> loads, string window) =>
        new(instances.Count, truncated, window, [.. instances.Select((instance, i) => Describe(instance, loads[i]))]);

    private static InstanceDetails Describe(Instance instance, InstanceLoad load) => new(
        instance.Id,
        instance.Name,
        instance.State,
        instance.Type,
        instance.Zone,
        instance.LaunchTime,
        instance.SystemCheck,
        instance.InstanceCheck,
        instance.EbsCheck,
        instance.SystemImpairedSince,
        instance.InstanceImpairedSince,
        instance.EbsImpairedSince,
        instance.StatusKnown,
        [.. instance.PendingEvents],
        instance.Lifecycle,
        instance.AutoScalingGroup,
        instance.KubernetesCluster,
        instance.Operator,
        instance.CloudFormationStack,
        instance.IsTerraformManaged,
        instance.RootDeviceType,
        instance.HibernationConfigured,
        instance.StateReason,
        instance.PrivateDnsName,
        instance.Tags,
        load.Cpu?.Rounded(),
        load.NetworkIn?.Rounded(),
        load.NetworkOut?.Rounded());

    [GeneratedRegex(@"^i-([0-9a-f]{8}|[0-9a-f]{17})$", RegexOptions.CultureInvariant)]
    private static partial Regex InstanceId();
}

/// <summary>One instance by id, or all that carry a tag.</summary>
public sealed record GetEc2StatusParameters(string? InstanceId, string? TagKey, string? TagValue, string TimeWindow);

/// <param name="Count">How many instances are answered.</param>
/// <param name="Truncated">True when there are more than these.</param>
/// <param name="TimeWindow">How far back the load goes, such as <c>15m</c>.</param>
public sealed record Ec2Status(int Count, bool Truncated, string TimeWindow, IReadOnlyList<InstanceDetails> Instances);

/// <summary>
/// An <see cref="Instance"/> and its load over the window; a load is null without datapoints. Scheduled events that are
/// over are left out.
/// </summary>
public sealed record InstanceDetails(
    string InstanceId,
    string? Name,
    string State,
    string InstanceType,
    string AvailabilityZone,
    [property: JsonConverter(typeof(TimestampConverter))] DateTimeOffset LaunchTime,
    string SystemCheck,
    string InstanceCheck,
    string? EbsCheck,
    [property: JsonConverter(typeof(TimestampConverter))] DateTimeOffset? SystemImpairedSince,
    [property: JsonConverter(typeof(TimestampConverter))] DateTimeOffset? InstanceImpairedSince,
    [property: JsonConverter(typeof(TimestampConverter))] DateTimeOffset? EbsImpairedSince,
    bool StatusKnown,
    IReadOnlyList<ScheduledEvent> ScheduledEvents,
    string? Lifecycle,
    string? AutoScalingGroup,
    string? KubernetesCluster,
    string? Operator,
    string? CloudformationStack,
    bool TerraformManaged,
    string? RootDeviceType,
    bool HibernationConfigured,
    string? StateReason,
    string? PrivateDnsName,
    ImmutableSortedDictionary<string, string> Tags,
    MetricStatistics? CpuPercent,
    MetricStatistics? NetworkInBytesPerSecond,
    MetricStatistics? NetworkOutBytesPerSecond);

/// <param name="Cpu">Percent, or null without datapoints.</param>
/// <param name="NetworkIn">Bytes per second, or null without datapoints.</param>
/// <param name="NetworkOut">Bytes per second, or null without datapoints.</param>
internal sealed record InstanceLoad(MetricStatistics? Cpu, MetricStatistics? NetworkIn, MetricStatistics? NetworkOut);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Ec2Status))]
internal sealed partial class Ec2StatusJson : JsonSerializerContext;
