using System.Text.Json;
using System.Text.RegularExpressions;

namespace OpsAgent.Local.SimulatedCloud;

// The properties have setters, not init: source-generated JSON code sets an absent init property to null and not to its default.

/// <summary>The JSON file that describes the simulated cloud (docs/simulated-cloud.md). Unknown members are errors.</summary>
internal sealed partial record CloudFile
{
    /// <summary>Seed of the metrics' random variation: the same seed gives the same samples.</summary>
    public int Seed { get; set; } = 1;

    public string Region { get; set; } = "us-east-1";

    public string Account { get; set; } = "123456789012";

    public required IReadOnlyList<CloudInstance> Instances { get; init; }

    public IReadOnlyList<CloudService> Services { get; set; } = [];

    public IReadOnlyList<CloudTaskDefinition> TaskDefinitions { get; set; } = [];

    public IReadOnlyList<CloudLoadBalancer> LoadBalancers { get; set; } = [];

    public IReadOnlyList<CloudMetric> Metrics { get; set; } = [];

    public IReadOnlyList<CloudAlarm> Alarms { get; set; } = [];

    public IReadOnlyList<CloudCompositeAlarm> CompositeAlarms { get; set; } = [];

    public IReadOnlyList<CloudEvent> Events { get; set; } = [];

    public IReadOnlyList<CloudFault> Faults { get; set; } = [];

    /// <exception cref="CloudFileException">The file cannot be read, is not JSON or is invalid; the message is one line.</exception>
    public static CloudFile Load(string? path)
    {
        try
        {
            var json = path is null ? Default() : File.ReadAllBytes(path);
            var file = JsonSerializer.Deserialize(json, CloudJson.Default.CloudFile) ?? throw new JsonException("it is null");
            RefuseNulls(json);
            file.Check();
            return file;
        }
        catch (JsonException e)
        {
            var position = e.LineNumber is { } line ? $" at line {line + 1}" : string.Empty;
            throw new CloudFileException($"The cloud file {path} is not valid{position}: {Describe(e.Message)}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CloudFileException($"The cloud file {path} cannot be read: {e.Message}", e);
        }
    }

    private static byte[] Default()
    {
        using var stream = typeof(CloudFile).Assembly.GetManifestResourceStream("default-cloud.json")!;
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    // Source-generated JSON code accepts null for members whose type is not nullable.
    private static void RefuseNulls(byte[] json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        if (NullIn(document.RootElement, "the file") is { } position)
        {
            throw new JsonException($"{position} is null; leave out what has no value");
        }
    }

    private static string? NullIn(JsonElement element, string name) => element.ValueKind switch
    {
        JsonValueKind.Null => name,
        JsonValueKind.Object => element.EnumerateObject().Select(m => NullIn(m.Value, m.Name)).FirstOrDefault(n => n is not null),
        JsonValueKind.Array => element.EnumerateArray().Select(i => NullIn(i, $"an item of {name}")).FirstOrDefault(n => n is not null),
        _ => null,
    };

    private static string Describe(string message) =>
        UnknownMember().Match(message) is { Success: true } match
            ? $"{match.Groups[1].Value} is not a member that this place has"
            : message.Split(" Path:")[0];

    [GeneratedRegex("^The JSON property '([^']*)' could not be mapped", RegexOptions.CultureInvariant)]
    private static partial Regex UnknownMember();

    private void Check()
    {
        IEnumerable<string?> problems =
        [
            .. Instances.Select(i => i.Validate()),
            .. Services.Select(i => i.Validate()),
            .. TaskDefinitions.Select(i => i.Validate()),
            .. LoadBalancers.Select(i => i.Validate()),
            .. Metrics.Select(i => i.Validate()),
            .. Alarms.Select(i => i.Validate()),
            .. CompositeAlarms.Select(i => i.Validate()),
            .. Events.Select(i => i.Validate()),
            .. Faults.Select(i => i.Validate()),
        ];
        if (problems.FirstOrDefault(f => f is not null) is { } problem)
        {
            throw new JsonException(problem);
        }

        IEnumerable<string> names =
        [
            .. Instances.Select(i => $"instance_id {i.InstanceId}"),
            .. Services.Select(s => $"service {s.Cluster}/{s.Service}"),
            .. TaskDefinitions.Select(d => $"task definition {d.Name}"),
            .. LoadBalancers.Select(b => $"load balancer {b.Name}"),
            .. LoadBalancers.SelectMany(b => b.TargetGroups).Select(g => $"target group {g.Name}"),
            .. Alarms.Select(a => $"alarm {a.Name}"),
            .. CompositeAlarms.Select(a => $"alarm {a.Name}"),
        ];
        if (names.GroupBy(n => n).FirstOrDefault(g => g.Count() > 1) is { } duplicate)
        {
            throw new JsonException($"{duplicate.Key} stands there twice");
        }

        if (Services.SelectMany(s => s.TargetGroups).FirstOrDefault(g => !names.Contains($"target group {g}")) is { } group)
        {
            throw new JsonException($"target_groups: {group} is not a target group of the file");
        }

        if (CompositeAlarms.SelectMany(c => c.Parts).FirstOrDefault(p => !names.Contains($"alarm {p}")) is { } part)
        {
            throw new JsonException($"a composite alarm names {part}, which is not an alarm of the file");
        }

        IEnumerable<CloudCause?> causes =
            [.. Metrics.Select(m => m.Change?.While), .. Alarms.Select(a => a.While), .. LoadBalancers.SelectMany(b => b.TargetGroups).SelectMany(g => g.Targets).Select(t => t.While)];
        if (causes.FirstOrDefault(c => c is not null && !Services.Any(s => $"{s.Cluster}/{s.Service}" == c.Service)) is { } unknown)
        {
            throw new JsonException($"while: {unknown.Service} is not a service of the file");
        }

        if (SimulatedMetric.All(this).GroupBy(s => (s.Metric.Namespace, s.Metric.Name, string.Join('\n', s.Metric.Dimensions))).FirstOrDefault(g => g.Count() > 1) is { } duplicateMetric)
        {
            throw new JsonException($"metric {duplicateMetric.Key.Namespace} {duplicateMetric.Key.Name} of {duplicateMetric.First().Subject} stands there twice");
        }

        if (Alarms.FirstOrDefault(a => !SimulatedMetric.All(this).Any(s => s.Metric.IsOf(a.Namespace, a.Metric, a.Dimensions))) is { } alarmWithoutMetric)
        {
            throw new JsonException($"alarm {alarmWithoutMetric.Name} is on a metric that the file does not have");
        }
    }
}
