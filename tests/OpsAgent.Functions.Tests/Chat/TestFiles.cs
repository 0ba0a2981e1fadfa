using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpsAgent.Functions.Tests.Chat;

/// <summary>The JSON files beside these tests.</summary>
internal static class TestFiles
{
    private const string Suffix = ".json";

    public static IEnumerable<string> NamesIn(string folder) => typeof(TestFiles).Assembly.GetManifestResourceNames()
        .Where(n => n.StartsWith($"{folder}/", StringComparison.Ordinal)).Select(n => n[(folder.Length + 1)..^Suffix.Length]).Order(StringComparer.Ordinal);

    /// <param name="values">What stands for each <c>{name}</c> in the file.</param>
    public static JsonNode Read(string folder, string name, params (string Name, string Value)[] values)
    {
        using var stream = typeof(TestFiles).Assembly.GetManifestResourceStream($"{folder}/{name}{Suffix}")!;
        using var reader = new StreamReader(stream);
        var text = values.Aggregate(reader.ReadToEnd(), (t, v) => t.Replace($"{{{v.Name}}}", JsonEncodedText.Encode(v.Value).ToString(), StringComparison.Ordinal));
        return JsonNode.Parse(text)!;
    }
}
