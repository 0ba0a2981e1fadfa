using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace OpsAgent.Cli.Plugins;

/// <summary>Converts YAML to JSON and back. Quoted scalars and keys are strings.</summary>
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
        // Lines are not wrapped, so that texts can be searched for.
        var emitter = new Emitter(text, new EmitterSettings(bestIndent: 2, bestWidth: int.MaxValue, isCanonical: false, maxSimpleKeyLength: 1024));
        new YamlStream(new YamlDocument(ToYaml(json))).Save(emitter, assignAnchors: false);
        return text.ToString();
    }

    private static JsonNode? FromYaml(YamlNode node) => node switch
    {
        YamlMappingNode mapping => new JsonObject(mapping.Children.Select(c => KeyValuePair.Create(((YamlScalarNode)c.Key).Value!, FromYaml(c.Value)))),
        YamlSequenceNode sequence => new JsonArray([.. sequence.Children.Select(FromYaml)]),
        YamlScalarNode { Style: ScalarStyle.Plain, Value: { } plain } => FromPlainScalar(plain),
        YamlScalarNode scalar => scalar.Value,
        _ => throw new NotSupportedException($"{node.NodeType} has no JSON."),
    };

    private static JsonNode? FromPlainScalar(string text) =>
        text is "null" or "~" or "" ? null
        : text is "true" or "false" ? text == "true"
        : Integer().IsMatch(text) ? int.Parse(text, CultureInfo.InvariantCulture)
        : Fraction().IsMatch(text) ? decimal.Parse(text, CultureInfo.InvariantCulture)
        : text;

    private static YamlNode ToYaml(JsonNode? json) => json switch
    {
        JsonObject members => new YamlMappingNode(members.Select(m => KeyValuePair.Create((YamlNode)Text(m.Key), ToYaml(m.Value)))),
        JsonArray items => new YamlSequenceNode(items.Select(ToYaml)),
        JsonValue value when value.TryGetValue(out string? text) => Text(text),
        null => new YamlScalarNode("null"),
        _ => new YamlScalarNode(json.ToJsonString()),
    };

    // YAML 1.1 reads more words than these as booleans, so only plain words are written unquoted.
    private static YamlScalarNode Text(string text) => new(text)
    {
        Style = Word().IsMatch(text) && !NonString().IsMatch(text) ? ScalarStyle.Plain : ScalarStyle.SingleQuoted,
    };

    [GeneratedRegex(@"^(0|-?[1-9][0-9]{0,8})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Integer();

    [GeneratedRegex(@"^-?(0|[1-9][0-9]{0,8})\.[0-9]{1,9}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Fraction();

    [GeneratedRegex(@"^[A-Za-z/][A-Za-z0-9_/{}-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    [GeneratedRegex(@"^(y|n|yes|no|on|off|true|false|null)\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex NonString();
}
