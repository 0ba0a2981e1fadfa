using System.Text.Json.Nodes;

using OpsAgent.Chat.Rendering.Slack;
using OpsAgent.Chat.Rendering.Teams;
using OpsAgent.Chat.Rendering.Text;
using OpsAgent.Core.Cards;
using OpsAgent.TestKit;

namespace OpsAgent.Chat.Tests.Rendering;

/// <summary>What holds for every card in every channel, whoever wrote what stands in it.</summary>
public sealed class ChannelCardTests
{
    public static TheoryData<string> Kinds => [.. SampleCards.All.Keys];

    [Fact]
    public void Text_WithEveryInjection_HasNoCharacterThatSteersATerminal() => Assert.All(
        Corpus.Injections,
        attack => Assert.DoesNotContain(TextCards.Of(attack, [Attacked(attack)]), c => char.IsControl(c) && c is not '\n' && c is not '\t'));

    [Fact]
    public void Slack_WithEveryInjection_MentionsAndLinksNobody() => Assert.All(
        Corpus.Injections,
        attack => Assert.All(Strings(SlackCards.Of(attack, [Attacked(attack)])), text =>
        {
            Assert.DoesNotContain("<!", text, StringComparison.Ordinal);
            Assert.DoesNotContain("<@", text, StringComparison.Ordinal);
            Assert.DoesNotContain("<http", text, StringComparison.Ordinal);
        }));

    [Fact]
    public void Slack_OfATable_ClosesItsFenceOnceWhateverStandsInIt() => Assert.All(
        Corpus.Injections.Append("```"),
        attack =>
        {
            var fenced = Assert.Single(Strings(SlackCards.Of("x", [Attacked(attack)])), t => t.StartsWith("```", StringComparison.Ordinal));
            Assert.Equal(6, fenced.Count(c => c == '`'));
        });

    [Fact]
    public void Teams_WithEveryInjection_HasNoFunctionAndNoMention() => Assert.All(
        Corpus.Injections,
        attack => Assert.All(Strings(AdaptiveCards.Of(attack, [Attacked(attack)])), text =>
        {
            Assert.DoesNotContain("{{", text.Replace("\\{", string.Empty, StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.DoesNotContain("<at>", text, StringComparison.Ordinal);
        }));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Channels_OfEachKind_KeepWithinTheirLimits(string kind)
    {
        var cards = Enumerable.Repeat(SampleCards.All[kind], 60).ToList();

        var slack = SlackCards.Of(new string('&', 5000), cards);
        var teams = AdaptiveCards.Of(new string('*', 5000), cards);

        Assert.InRange(slack["blocks"]!.AsArray().Count, 1, 50);
        Assert.All(Strings(slack), t => Assert.InRange(t.Length, 0, 15_000));
        Assert.All(slack["blocks"]!.AsArray().Where(b => b!["text"] is not null), b => Assert.InRange(b!["text"]!["text"]!.GetValue<string>().Length, 1, 3000));
        Assert.All(slack["blocks"]!.AsArray().Where(b => b!["fields"] is not null).SelectMany(b => b!["fields"]!.AsArray()), f => Assert.InRange(f!["text"]!.GetValue<string>().Length, 1, 2000));
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(teams.ToJsonString()), 1, 28 * 1024);
    }

    // Every character of what is confirmed is in what is shown, in every channel.
    [Theory]
    [InlineData('&', 2000)]
    [InlineData('*', 2000)]
    [InlineData('-', 2000)]
    [InlineData('\u0436', 3500)]
    public void Channels_OfALongDraft_ShowAllOfIt(char character, int count)
    {
        var text = $"begin {new string(character, count)} end";
        var card = new DraftCard { Title = "Post this text to ops, in your name.", DraftId = "01kkng0000000000000draft01", Operation = "post_summary_to_channel", Target = "ops", Fields = [new CardField("text", text)], Confirm = "Post", ExpiresAt = Moments.After(300) };

        var slack = string.Concat(Strings(SlackCards.Of("x", [card]))).Replace("&amp;", "&", StringComparison.Ordinal);
        var teams = string.Concat(Strings(AdaptiveCards.Of("x", [card]))).Replace("&amp;", "&", StringComparison.Ordinal);
        var terminal = TextCards.Of("x", [card]).Replace("\\n", "\n", StringComparison.Ordinal);

        Assert.All([slack, teams, terminal], shown =>
        {
            Assert.True(shown.Count(c => c == character) >= count, $"{shown.Count(c => c == character)} of {count}");
            Assert.DoesNotContain("...", shown, StringComparison.Ordinal);
            Assert.Contains("write yes", shown, StringComparison.Ordinal);
        });
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Slack_WithButtons_KeepsWithinItsLimitsAndMentionsNobody(string kind)
    {
        var buttons = new SlackButtons("01kkng000000000000000sess1", id => $"https://ops.example.com/#/proposals/{id}");
        foreach (var count in new[] { 1, 10, 60 })
        {
            var slack = SlackCards.Of(new string('&', 5000), [.. Enumerable.Repeat(SampleCards.All[kind], count)], buttons);

            var actions = slack["blocks"]!.AsArray().Where(b => b!["type"]!.GetValue<string>() == "actions").Select(b => b!["elements"]!.AsArray()).ToList();
            Assert.InRange(slack["blocks"]!.AsArray().Count, 1, 50);
            Assert.All(actions.SelectMany(a => a), e => Assert.InRange(e!["text"]!["text"]!.GetValue<string>().Length, 1, 75));
            Assert.All(actions.SelectMany(a => a), e => Assert.InRange(e!["value"]?.GetValue<string>().Length ?? 0, 0, 2000));
            Assert.All(Strings(slack), t => Assert.DoesNotMatch("<(!(?!date)|@|http)", t));
            Assert.Equal(kind is "draft" or "proposal", actions.Count > 0);
        }
    }

    [Theory]
    [InlineData("pending", "low", "opsagent_approve opsagent_deny opsagent_withdraw opsagent_open")]
    [InlineData("pending", "high", "opsagent_withdraw opsagent_open")]
    [InlineData("validating", null, "opsagent_open")]
    [InlineData("approved", "low", "opsagent_open")]
    [InlineData("executing", "low", "opsagent_open")]
    [InlineData("completed", "low", "opsagent_open")]
    [InlineData("expired", "high", "opsagent_again opsagent_open")]
    [InlineData("denied", "low", "opsagent_open")]
    public void Slack_OfAProposal_HasTheButtonsOfItsState(string status, string? risk, string expected)
    {
        var card = (ProposalCard)SampleCards.All["proposal"] with { Status = status, RiskLevel = risk };

        Assert.Equal(expected, Ids(SlackCards.OfProposal(card, "https://ops.example.com/#/proposals/1")));
        Assert.Equal(expected.Replace(" opsagent_open", string.Empty, StringComparison.Ordinal).Replace("opsagent_open", string.Empty, StringComparison.Ordinal), Ids(SlackCards.OfProposal(card, page: null)));

        static string Ids(JsonObject slack) => string.Join(' ', slack["blocks"]!.AsArray().Where(b => b!["type"]!.GetValue<string>() == "actions").SelectMany(b => b!["elements"]!.AsArray()).Select(e => e!["action_id"]));
    }

    [Fact]
    public void Slack_OfALongTable_KeepsWholeRows()
    {
        var table = new TableCard { Title = "t", Columns = ["a", "b"], Rows = [.. Enumerable.Range(0, 200).Select(i => new TableRow(Tone.Ok, [new string('<', 80), $"row {i}"]))] };

        var fenced = Assert.Single(Strings(SlackCards.Of("x", [table])), t => t.StartsWith("```", StringComparison.Ordinal));

        Assert.InRange(fenced.Length, 100, 3000);
        Assert.EndsWith("```", fenced, StringComparison.Ordinal);
        Assert.DoesNotMatch("&l?t?```$", fenced);
    }

    private static TableCard Attacked(string attack) => new() { Title = attack, Columns = ["name"], Rows = [new TableRow(Tone.Bad, [attack])] };

    private static IEnumerable<string> Strings(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(m => Strings(m.Value)),
        JsonArray items => items.SelectMany(Strings),
        JsonValue value when value.TryGetValue(out string? text) => [text],
        _ => [],
    };
}
