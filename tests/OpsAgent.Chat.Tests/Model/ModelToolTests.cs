using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Chat.Model;
using OpsAgent.Core.Operations;

namespace OpsAgent.Chat.Tests.Model;

public sealed class ModelToolTests
{
    private static readonly OperationCatalog Catalog = OperationCatalog.Default;
    private static readonly IReadOnlyList<Operation> Drafted = [.. Catalog.Operations.Where(o => o is not DiagnosticOperation)];

    [Fact]
    public void Of_TheCatalog_IsEveryDiagnosticAndOneToolThatDraftsTheRest()
    {
        Assert.Equal(
            [.. Catalog.Operations.OfType<DiagnosticOperation>().Select(o => o.Name), ModelTool.ListProposals, ModelTool.ShowProposal, ModelTool.Draft],
            ModelTool.Of(Catalog).Select(t => t.Name));
        Assert.Equal(Drafted.Select(o => o.Name), Members().GetProperty(ModelTool.DraftOperation).GetProperty("enum").EnumerateArray().Select(o => o.GetString()));
    }

    [Fact]
    public void Of_TheCatalog_DescribesWhatEachDraftTakes()
    {
        var (tool, parameters) = (ModelTool.Of(Catalog)[^1], Members().GetProperty(ModelTool.DraftParameters).GetProperty("properties"));

        Assert.All(Drafted, o => Assert.Contains($"{o.Name} ({string.Join(", ", o.Parameters.All.Where(p => p.Required).Select(p => p.Name))}", tool.Description, StringComparison.Ordinal));
        Assert.All(Drafted, o => Assert.Contains(o.Description, tool.Description, StringComparison.Ordinal));
        Assert.All(Drafted.SelectMany(o => o.Parameters.All), p => Assert.Contains(p.Description, parameters.GetProperty(p.Name).GetProperty("description").GetString(), StringComparison.Ordinal));
    }

    // What one operation takes under a name, the schema must not refuse for another's sake.
    [Fact]
    public void Of_TheCatalog_BoundsAParameterOnlyWhereAllMeanTheSame() => Assert.All(
        Drafted.SelectMany(o => o.Parameters.All).GroupBy(p => p.Name),
        same =>
        {
            var schema = (JsonObject)JsonNode.Parse(Members().GetProperty(ModelTool.DraftParameters).GetProperty("properties").GetProperty(same.Key).GetRawText())!;
            schema.Remove("description");
            var forms = same.Select(p => p.Schema().ToJsonString()).Distinct().ToList();
            Assert.Equal(forms.Count == 1 ? forms[0] : new JsonObject { ["type"] = schema["type"]!.DeepClone() }.ToJsonString(), schema.ToJsonString());
        });

    private static JsonElement Members() => ModelTool.Of(Catalog)[^1].Schema.GetProperty("properties");
}
