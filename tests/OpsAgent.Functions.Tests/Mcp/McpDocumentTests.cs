using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using OpsAgent.Core.Operations;
using OpsAgent.Functions.Tests.Kit;

namespace OpsAgent.Functions.Tests.Mcp;

/// <summary>What docs/mcp.md shows can be read by whoever it is for, and names what there is.</summary>
public sealed partial class McpDocumentTests
{
    private static readonly string Text = Read();

    [Fact]
    public async Task Tools_OfTheTable_AreThoseOfTheList()
    {
        var rows = Text.Split('\n').SkipWhile(l => !l.StartsWith("| tool |", StringComparison.Ordinal)).Skip(2).TakeWhile(l => l.StartsWith('|')).Select(l => l.Split('|')[1]);

        Assert.Equal((await NamesAsync("tools/list", "tools")).Order(StringComparer.Ordinal), rows.SelectMany(r => Code().Matches(r)).Select(m => m.Groups[1].Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Names_OfTheGatewaysPolicy_AreTools()
    {
        var named = Action().Matches(Text).Select(m => m.Groups[1].Value).ToList();

        Assert.Contains("propose", named);
        Assert.Empty(named.Except(await NamesAsync("tools/list", "tools")));
        Assert.Contains("rollback_ecs_service", OperationCatalog.Default.Operations.Select(o => o.Name));
    }

    [Fact]
    public async Task Prompts_OfTheText_AreThoseOfTheList() =>
        Assert.All(await NamesAsync("prompts/list", "prompts"), name => Assert.Contains($"`{name}`", Text, StringComparison.Ordinal));

    [Fact]
    public void Blocks_OfJson_AreJson()
    {
        var blocks = Blocks();

        Assert.Equal(4, blocks.Count);
        Assert.Equal(3, blocks.Count(b => b["mcpServers"] is JsonObject || b["servers"] is JsonObject));
    }

    [Fact]
    public void Policy_ForAnAgent_AllowsLooksAlone_AndDeniesEveryWrite()
    {
        var statements = Blocks().Single(b => b["Version"] is not null)["Statement"]!.AsArray().Select(s => s!.AsObject()).ToList();

        Assert.All(ActionsOf("Allow"), a => Assert.Matches("^[a-z0-9]+:(Describe|Get|List|Lookup)", a));
        // What RebootEc2, ScaleEcsService and RollbackEcsService are carried out by, and what ends a wait for an approval.
        Assert.Subset(ActionsOf("Deny").ToHashSet(), new HashSet<string> { "ec2:RebootInstances", "ecs:UpdateService", "states:SendTask*" });

        IEnumerable<string> ActionsOf(string effect) => statements.Where(s => (string?)s["Effect"] == effect).SelectMany(s => s["Action"]!.AsArray()).Select(a => (string)a!);
    }

    private static List<JsonObject> Blocks() => [.. Json().Matches(Text).Select(m => JsonNode.Parse(m.Groups[1].Value)!.AsObject())];

    private static async Task<IEnumerable<string>> NamesAsync(string method, string member) =>
        (await new RawClient(new Bench()).AskAsync(method)).Result[member]!.AsArray().Select(t => (string)t!["name"]!);

    private static string Read()
    {
        using var reader = new StreamReader(typeof(McpDocumentTests).Assembly.GetManifestResourceStream("mcp.md")!);
        return reader.ReadToEnd();
    }

    [GeneratedRegex("`([a-z_0-9]+)`", RegexOptions.CultureInvariant)]
    private static partial Regex Code();

    [GeneratedRegex("\"opsagent___([a-z_0-9]+)\"", RegexOptions.CultureInvariant)]
    private static partial Regex Action();

    [GeneratedRegex("```json\n(.*?)```", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Json();
}
