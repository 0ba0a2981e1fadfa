using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace OpsAgent.Cli.Plugins;

/// <summary>YAML with JSON's types, both ways: what is quoted is text, and keys are text always.</summary>
internal static partial class YamlJson
{
    /// <exception cref="YamlException">It is not YAML.</exception>
    public static JsonNode? Read(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return FromYaml(stream.Documents[0].RootNode);
    }

    public static string Write(JsonNode json)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        // No line is broken: a reader of the file finds what it searches for.
        var emitter = new Emitter(text, new EmitterSettings(bestIndent: 2, bestWidth: int.MaxValue, isCanonical: false, maxSimpleKeyLength: 1024));
        new YamlStream(new YamlDocument(ToYaml(json))).Save(emitter, assignAnchors: false);
        return text.ToString();
    }

    private static JsonNode? FromYaml(YamlNode node) => node switch
    {
        YamlMappingNode mapping => new JsonObject(mapping.Children.Select(c => KeyValuePair.Create(((YamlScalarNode)c.Key).Value!, FromYaml(c.Value)))),
        YamlSequenceNode sequence => new JsonArray([.. sequence.Children.Select(FromYaml)]),
        YamlScalarNode { Style: ScalarStyle.Plain, Value: { } plain } => OfPlain(plain),
        YamlScalarNode scalar => scalar.Value,
        _ => throw new NotSupportedException($"{node.NodeType} has no JSON."),
    };

    private static JsonNode? OfPlain(string text) =>
        text is "null" or "~" or "" ? null
        : text is "true" or "false" ? text == "true"
        : Integer().IsMatch(text) ? int.Parse(text, CultureInfo.InvariantCulture)
        : text;

    private static YamlNode ToYaml(JsonNode? json) => json switch
    {
        JsonObject members => new YamlMappingNode(members.Select(m => KeyValuePair.Create((YamlNode)Text(m.Key), ToYaml(m.Value)))),
        JsonArray items => new YamlSequenceNode(items.Select(ToYaml)),
        JsonValue value when value.TryGetValue(out string? text) => Text(text),
        null => new YamlScalarNode("null"),
        _ => new YamlScalarNode(json.ToJsonString()),
    };

    // Readers of other versions take more words than these for something else than text, so that only plain words go unquoted.
    private static YamlScalarNode Text(string text) => new(text)
    {
        Style = Word().IsMatch(text) && !OtherThanText().IsMatch(text) ? ScalarStyle.Plain : ScalarStyle.SingleQuoted,
    };

    [GeneratedRegex(@"^(0|-?[1-9][0-9]{0,8})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Integer();

    [GeneratedRegex(@"^[A-Za-z/][A-Za-z0-9_/{}-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    [GeneratedRegex(@"^(y|n|yes|no|on|off|true|false|null)\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex OtherThanText();
}
