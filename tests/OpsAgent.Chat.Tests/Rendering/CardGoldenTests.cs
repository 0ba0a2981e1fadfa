using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Chat.Rendering.Slack;
using OpsAgent.Chat.Rendering.Teams;
using OpsAgent.Chat.Rendering.Text;
using OpsAgent.Core.Cards;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Chat.Tests.Rendering;

/// <summary>Each card in each form, as a file to read. Another form is written with <c>RECORD=true</c> and reviewed.</summary>
public sealed class CardGoldenTests
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, TypeInfoResolver = CoreJson.Default };

    public static TheoryData<string, string> Cells =>
        [.. SampleCards.All.Keys.SelectMany(k => new[] { "card.json", "slack.json", "teams.json", "text.txt" }.Select(f => new TheoryDataRow<string, string>(k, f)))];

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task Card_InAForm_IsAsItWasRecorded(string kind, string form)
    {
        var written = Write(SampleCards.All[kind], form);
        var file = Path.Combine("tests", "OpsAgent.Chat.Tests", "Rendering", "Golden", $"{kind}.{form}");
        if (Environment.GetEnvironmentVariable("RECORD") == "true")
        {
            await File.WriteAllTextAsync(Path.Combine(Root(), file), written, TestContext.Current.CancellationToken);
        }

        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(Root(), file), TestContext.Current.CancellationToken), written);
    }

    [Fact]
    public void Kinds_AreAllThereAreAndNoMore() => Assert.Equal(
        typeof(Card).GetCustomAttributes(typeof(System.Text.Json.Serialization.JsonDerivedTypeAttribute), false).Cast<System.Text.Json.Serialization.JsonDerivedTypeAttribute>().Select(a => $"{a.TypeDiscriminator}").Order(),
        SampleCards.All.Keys.Order());

    [Fact]
    public void Json_ReadBack_IsTheSame() => Assert.All(
        SampleCards.All.Values,
        card =>
        {
            var json = JsonSerializer.Serialize(card, CoreJson.Default.Card);
            Assert.Equal(json, JsonSerializer.Serialize(JsonSerializer.Deserialize(json, CoreJson.Default.Card)!, CoreJson.Default.Card));
        });

    private static string Write(Card card, string form) => form switch
    {
        "card.json" => JsonSerializer.SerializeToNode(card, CoreJson.Default.Card)!.ToJsonString(Readable) + "\n",
        "slack.json" => SlackCards.Of("What I found.", [card]).ToJsonString(Readable) + "\n",
        "teams.json" => AdaptiveCards.Of("What I found.", [card]).ToJsonString(Readable) + "\n",
        _ => TextCards.Of("What I found.", [card]) + "\n",
    };

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "OpsAgent.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("The tests run outside the repository.");
        }

        return folder;
    }
}
