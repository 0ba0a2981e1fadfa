using System.Text.Json;
using System.Text.RegularExpressions;

namespace OpsAgent.Local.Cloud;

// The properties are set, not init: generated JSON code gives an absent init property null and not its default.

/// <summary>The simulated cloud as it is written down. Unknown members are refused; docs/simulated-cloud.md says what each means.</summary>
public sealed partial record CloudFile
{
    /// <summary>From what the wavering of metrics is drawn: the same seed gives the same cloud.</summary>
    public int Seed { get; set; } = 1;

    public string Region { get; set; } = "us-east-1";

    public string Account { get; set; } = "123456789012";

    public required IReadOnlyList<CloudInstance> Instances { get; init; }

    /// <exception cref="CloudFileException">The file is missing, is no JSON or breaks a rule; the message is one line.</exception>
    public static CloudFile Load(string? path)
    {
        try
        {
            using var stream = path is null
                ? typeof(CloudFile).Assembly.GetManifestResourceStream("default-cloud.json")!
                : File.OpenRead(path);
            var file = JsonSerializer.Deserialize(stream, CloudJson.Default.CloudFile) ?? throw new JsonException("it is null");
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

    private static string InWords(string message) =>
        UnknownMember().Match(message) is { Success: true } unknown
            ? $"{unknown.Groups[1].Value} is not a member that this place has"
            : message.Split(" Path:")[0];

    [GeneratedRegex("^The JSON property '([^']*)' could not be mapped", RegexOptions.CultureInvariant)]
    private static partial Regex UnknownMember();

    private void Check()
    {
        var broken = Instances.Select(i => i.Fault()).FirstOrDefault(f => f is not null);
        if (broken is not null)
        {
            throw new JsonException(broken);
        }

        var twice = Instances.GroupBy(i => i.InstanceId).FirstOrDefault(g => g.Count() > 1);
        if (twice is not null)
        {
            throw new JsonException($"instance_id {twice.Key} stands there twice");
        }
    }
}
