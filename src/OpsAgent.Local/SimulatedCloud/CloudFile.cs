using System.Text.Json;
using System.Text.RegularExpressions;

namespace OpsAgent.Local.SimulatedCloud;

// The properties are set, not init: generated JSON code gives an absent init property null and not its default.

/// <summary>The simulated cloud as it is written down. Unknown members are refused; docs/simulated-cloud.md says what each means.</summary>
public sealed partial record CloudFile
{
    /// <summary>From what the wavering of metrics is drawn: the same seed gives the same cloud.</summary>
    public int Seed { get; set; } = 1;

    public string Region { get; set; } = "us-east-1";

    public string Account { get; set; } = "123456789012";

    public required IReadOnlyList<CloudInstance> Instances { get; init; }

    public IReadOnlyList<CloudService> Services { get; set; } = [];

    public IReadOnlyList<CloudLoadBalancer> LoadBalancers { get; set; } = [];

    public IReadOnlyList<CloudMetric> Metrics { get; set; } = [];

    public IReadOnlyList<CloudAlarm> Alarms { get; set; } = [];

    public IReadOnlyList<CloudEvent> Events { get; set; } = [];

    public IReadOnlyList<CloudFault> Faults { get; set; } = [];

    /// <exception cref="CloudFileException">The file is missing, is no JSON or breaks a rule; the message is one line.</exception>
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
            var place = e.LineNumber is { } line ? $" at line {line + 1}" : string.Empty;
            throw new CloudFileException($"The cloud file {path} is not valid{place}: {InWords(e.Message)}", e);
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

    // Generated JSON code lets null through where the type says that there is always a value.
    private static void RefuseNulls(byte[] json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        if (NullIn(document.RootElement, "the file") is { } place)
        {
            throw new JsonException($"{place} is null; leave out what has no value");
        }
    }

    private static string? NullIn(JsonElement element, string name) => element.ValueKind switch
    {
        JsonValueKind.Null => name,
        JsonValueKind.Object => element.EnumerateObject().Select(m => NullIn(m.Value, m.Name)).FirstOrDefault(n => n is not null),
        JsonValueKind.Array => element.EnumerateArray().Select(i => NullIn(i, $"an item of {name}")).FirstOrDefault(n => n is not null),
        _ => null,
    };

    private static string InWords(string message) =>
        UnknownMember().Match(message) is { Success: true } unknown
            ? $"{unknown.Groups[1].Value} is not a member that this place has"
            : message.Split(" Path:")[0];

    [GeneratedRegex("^The JSON property '([^']*)' could not be mapped", RegexOptions.CultureInvariant)]
    private static partial Regex UnknownMember();

    private void Check()
    {
        IEnumerable<string?> faults =
        [
            .. Instances.Select(i => i.Fault()),
            .. Services.Select(i => i.Fault()),
            .. LoadBalancers.Select(i => i.Fault()),
            .. Metrics.Select(i => i.Fault()),
            .. Alarms.Select(i => i.Fault()),
            .. Events.Select(i => i.Fault()),
            .. Faults.Select(i => i.Fault()),
        ];
        if (faults.FirstOrDefault(f => f is not null) is { } broken)
        {
            throw new JsonException(broken);
        }

        IEnumerable<string> names =
        [
            .. Instances.Select(i => $"instance_id {i.InstanceId}"),
            .. Services.Select(s => $"service {s.Cluster}/{s.Service}"),
            .. LoadBalancers.Select(b => $"load balancer {b.Name}"),
            .. LoadBalancers.SelectMany(b => b.TargetGroups).Select(g => $"target group {g.Name}"),
            .. Alarms.Select(a => $"alarm {a.Name}"),
        ];
        if (names.GroupBy(n => n).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new JsonException($"{twice.Key} stands there twice");
        }

        if (SimulatedSource.All(this).GroupBy(s => (s.Metric.Namespace, s.Metric.Name, string.Join('\n', s.Metric.Dimensions))).FirstOrDefault(g => g.Count() > 1) is { } same)
        {
            throw new JsonException($"metric {same.Key.Namespace} {same.Key.Name} of {same.First().Subject} stands there twice");
        }

        if (Alarms.FirstOrDefault(a => !SimulatedSource.All(this).Any(s => s.Metric.IsOf(a.Namespace, a.Metric, a.Dimensions))) is { } blind)
        {
            throw new JsonException($"alarm {blind.Name} is on a metric that the file does not have");
        }
    }
}
