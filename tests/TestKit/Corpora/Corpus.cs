using System.Text.Json.Nodes;

namespace OpsAgent.TestKit;

/// <summary>Texts that attack, texts that are secret, and texts that must be left alone: data for many tests.</summary>
public static class Corpus
{
    /// <summary>What people write to make a reader, a log, a sheet or a shell do something.</summary>
    public static IReadOnlyList<string> Injections { get; } = Texts("injection.json");

    public static IReadOnlyList<string> Harmless { get; } = Texts("harmless.json");

    public static IReadOnlyList<SecretCase> Secrets { get; } =
    [
        .. Read("secrets.json").Select(s => new SecretCase(
            (string)s!["kind"]!,
            (string?)s["before"] ?? string.Empty,
            // In parts, so that scanners of repositories do not take the examples for lost keys.
            string.Concat(s["secret"]!.AsArray().Select(p => (string)p!)),
            (string?)s["after"] ?? string.Empty)),
    ];

    private static List<string> Texts(string name) => [.. Read(name).Select(t => (string)t!)];

    private static JsonArray Read(string name)
    {
        using var stream = typeof(Corpus).Assembly.GetManifestResourceStream(name)!;
        return JsonNode.Parse(stream)!.AsArray();
    }
}
