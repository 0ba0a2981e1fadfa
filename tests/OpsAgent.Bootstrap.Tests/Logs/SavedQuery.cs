using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace OpsAgent.Bootstrap.Tests.Logs;

/// <summary>A query that the template saves, run as CloudWatch Logs Insights does, as far as ours need it: which lines its filter lets through.</summary>
internal sealed partial record SavedQuery(string Id, string Text)
{
    private IEnumerable<string> Stages => Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Trim().TrimStart('|').Trim());

    /// <summary>What it shows of each line, without what CloudWatch itself adds.</summary>
    public IEnumerable<string> Fields =>
        Stages.Where(stage => stage.StartsWith("fields ", StringComparison.Ordinal)).SelectMany(stage => stage["fields ".Length..].Split(", ")).Where(name => name[0] != '@');

    public static IReadOnlyDictionary<string, SavedQuery> OfTheTemplate() => Definition().Matches(File.ReadAllText(Path.Combine(Binary.Root, "template.yaml")))
        .Select(found => new SavedQuery(found.Groups["id"].Value, found.Groups["text"].Value)).ToDictionary(query => query.Id);

    public IReadOnlyList<string> Find(IEnumerable<string> lines)
    {
        var filters = Stages.Where(stage => stage.StartsWith("filter ", StringComparison.Ordinal)).Select(stage => FilterOf(stage["filter ".Length..])).ToList();
        Assert.NotEmpty(filters);
        return [.. lines.Where(line => filters.All(filter => filter(line)))];
    }

    private static Predicate<string> FilterOf(string condition)
    {
        if (Like().Match(condition) is { Success: true } like)
        {
            return line => Regex.IsMatch(line, like.Groups[1].Value);
        }

        if (In().Match(condition) is { Success: true } among)
        {
            var values = JsonNode.Parse(among.Groups["values"].Value)!.AsArray().Select(value => value!.GetValue<string>()).ToHashSet();
            return line => line[0] == '{' && JsonNode.Parse(line)![among.Groups["field"].Value] is JsonValue value && values.Contains(value.ToString());
        }

        Assert.Equal("@type = \"REPORT\"", condition);
        return line => line.StartsWith("REPORT RequestId: ", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^  (?<id>\w+):\n    Type: AWS::Logs::QueryDefinition\n(?:    .*\n)*?      QueryString: \|\n(?<text>(?:        .*\n)+)", RegexOptions.Multiline)]
    private static partial Regex Definition();

    [GeneratedRegex("^@message like /(.+)/$")]
    private static partial Regex Like();

    [GeneratedRegex(@"^(?<field>\w+) in (?<values>\[.+\])$")]
    private static partial Regex In();
}
