using System.Text;
using System.Text.Json.Nodes;

using OpsAgent.Chat.Rendering.Teams;
using OpsAgent.Core.Cards;
using OpsAgent.TestKit;

namespace OpsAgent.Chat.Tests.Rendering;

public sealed class AdaptiveCardButtonsTests
{
    private static readonly CardButtons Bot = new(AreExecuted: true, Session: "01kkng0000000000000session", Console: new Uri("https://console.example.com/"));

    public static TheoryData<string> EndedStatuses => ["validating", "approved", "executing", "completed", "failed", "unknown", "rejected", "denied", "withdrawn"];

    [Fact]
    public void Of_APendingProposal_HasAButtonForEachDecisionWithItsProposalAndPlan()
    {
        var actions = Actions(Proposal("pending"), Bot);

        Assert.Equal(["approve", "deny", "withdraw"], [.. Executed(actions).Select(a => a["verb"]!.GetValue<string>())]);
        Assert.All(Executed(actions), a => Assert.Equal(
            (a["verb"]!.GetValue<string>(), "01kkng00000000000000000001", "0a1b2c3d"),
            (a["data"]!["d"]!.GetValue<string>(), a["data"]!["p"]!.GetValue<string>(), a["data"]!["h"]!.GetValue<string>())));
    }

    [Theory]
    [InlineData("Deny")]
    [InlineData("Withdraw")]
    public void Of_WhatTakesAReason_AsksForItFirst(string title)
    {
        var shown = Assert.Single(Actions(Proposal("pending"), Bot), a => a["title"]!.GetValue<string>() == title);

        Assert.Equal("Action.ShowCard", shown["type"]!.GetValue<string>());
        var input = Assert.Single(shown["card"]!["body"]!.AsArray())!;
        Assert.True(input["isRequired"]!.GetValue<bool>());
        Assert.Equal(CardActions.ReasonId(title.ToLowerInvariant(), "01kkng00000000000000000001"), input["id"]!.GetValue<string>());
    }

    [Fact]
    public void Of_AHighRisk_HasNoDecisionButAPageToDecideOn()
    {
        var action = Assert.Single(Actions(Proposal("pending") with { RiskLevel = "high" }, Bot));

        Assert.Equal(("Action.OpenUrl", "https://console.example.com/#/proposals/01kkng00000000000000000001"), (action["type"]!.GetValue<string>(), action["url"]!.GetValue<string>()));
    }

    [Fact]
    public void Of_AnExpiredProposal_CanBeProposedAgain()
    {
        var again = Assert.Single(Executed(Actions(Proposal("expired"), Bot)));

        Assert.Equal(("again", "01kkng00000000000000000001"), (again["verb"]!.GetValue<string>(), again["data"]!["a"]!.GetValue<string>()));
    }

    [Theory]
    [MemberData(nameof(EndedStatuses))]
    public void Of_AProposalPastDeciding_HasNoButtonButALink(string status) => Assert.Empty(Executed(Actions(Proposal(status), Bot)));

    [Fact]
    public void Of_ADraft_HasItsOneButtonWhereItsConversationIsKnown()
    {
        var confirm = Assert.Single(Actions(Draft, Bot));

        Assert.Equal(
            ("confirm", "01kkng0000000000000draft01", "01kkng0000000000000session"),
            (confirm["verb"]!.GetValue<string>(), confirm["data"]!["c"]!.GetValue<string>(), confirm["data"]!["s"]!.GetValue<string>()));
        Assert.Empty(Actions(Draft, Bot with { Session = null }));
    }

    [Theory]
    [InlineData("pending")]
    [InlineData("expired")]
    public void Of_ACardOfAWebhook_HasLinksAlone(string status) =>
        Assert.All(Actions(Proposal(status), Bot with { AreExecuted = false }), a => Assert.Equal("Action.OpenUrl", a["type"]!.GetValue<string>()));

    [Fact]
    public void Of_AConsoleNobodyKnows_LinksNothing()
    {
        Assert.DoesNotContain(Actions(Proposal("pending"), Bot with { Console = null }), a => a["type"]!.GetValue<string>() == "Action.OpenUrl");
        Assert.Empty(Actions(Proposal("pending"), Bot with { AreExecuted = false, Console = null }));
    }

    [Fact]
    public void Of_ManyProposals_GivesEachFieldANameOfItsOwnAndKeepsWithinTheLimit()
    {
        List<Card> cards = [.. Enumerable.Range(1, 40).Select(i => Proposal("pending") with { ProposalId = $"01kkng00000000000000{i:d6}", Reason = new string('*', 1500) })];

        var card = AdaptiveCards.Of("x", cards, Bot);

        Assert.InRange(Encoding.UTF8.GetByteCount(card.ToJsonString()), 1, 28 * 1024);
        var ids = Nodes(card).Where(n => n["type"]?.GetValue<string>() == "Input.Text").Select(n => n["id"]!.GetValue<string>()).ToList();
        Assert.NotEmpty(ids);
        Assert.Equal(ids.Distinct(), ids);
    }

    [Fact]
    public void Of_EveryInjection_IsInNoButton() => Assert.All(Corpus.Injections, attack => Assert.All(
        Actions(Proposal("pending") with { Title = attack, Reason = attack, Notes = [attack] }, Bot), a => Assert.DoesNotContain(attack, a.ToJsonString(), StringComparison.Ordinal)));

    private static DraftCard Draft { get; } = (DraftCard)SampleCards.All["draft"];

    private static ProposalCard Proposal(string status) => (ProposalCard)SampleCards.All["proposal"] with
    {
        ProposalId = "01kkng00000000000000000001", Status = status, PlanHash = "0a1b2c3d", RiskLevel = "medium",
    };

    private static List<JsonObject> Actions(Card card, CardButtons buttons) =>
        [.. Nodes(AdaptiveCards.Of("x", [card], buttons)).Where(n => n["type"]?.GetValue<string>() == "ActionSet").SelectMany(n => n["actions"]!.AsArray()).Select(a => a!.AsObject())];

    private static IEnumerable<JsonObject> Executed(IEnumerable<JsonObject> actions) =>
        actions.SelectMany(Nodes).Where(n => n["type"]?.GetValue<string>() == "Action.Execute");

    private static IEnumerable<JsonObject> Nodes(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(m => Nodes(m.Value)).Prepend(members),
        JsonArray items => items.SelectMany(Nodes),
        _ => [],
    };
}
