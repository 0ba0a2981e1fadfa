using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using OpsAgent.Deployment.Tests.Template;

namespace OpsAgent.Deployment.Tests.Rules;

/// <summary>Tables (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html).</summary>
internal static class TableRules
{
    private const int MaxIndexes = 20;

    /// <summary>The attributes that are defined are those of the keys, no fewer and no more.</summary>
    public static IEnumerable<(string, string)> AttributesAreThoseOfKeys(ExpandedTemplate template) =>
        from table in template.OfType("AWS::DynamoDB::Table")
        let defined = Names(table.Properties["AttributeDefinitions"]).ToHashSet()
        let used = Indexes(table.Properties).SelectMany(i => Names(i["KeySchema"])).Concat(Names(table.Properties["KeySchema"])).ToHashSet()
        where !defined.SetEquals(used)
        select (table.Id, $"AttributeDefinitions {string.Join(", ", defined)}; the keys have {string.Join(", ", used)}.");

    /// <summary>At most 20 global secondary indexes, each with a name of its own.</summary>
    public static IEnumerable<(string, string)> IndexesFit(ExpandedTemplate template) =>
        from table in template.OfType("AWS::DynamoDB::Table")
        let names = Indexes(table.Properties).Select(i => i["IndexName"]!.GetValue<string>()).ToList()
        where names.Count > MaxIndexes || names.Distinct().Count() < names.Count || names.Any(n => !Regex.IsMatch(n, "^[a-zA-Z0-9_.-]{3,255}$", RegexOptions.CultureInvariant))
        select (table.Id, $"At most {MaxIndexes} indexes with names of 3 to 255 characters, each once: {string.Join(", ", names)}.");

    private static IEnumerable<JsonNode> Indexes(JsonObject table) => (table["GlobalSecondaryIndexes"]?.AsArray() ?? []).Select(i => i!);

    private static IEnumerable<string> Names(JsonNode? attributes) => attributes!.AsArray().Select(a => a!["AttributeName"]!.GetValue<string>());
}
