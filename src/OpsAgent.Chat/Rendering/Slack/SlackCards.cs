using System.Text.Json.Nodes;

using OpsAgent.Chat.Rendering.Text;
using OpsAgent.Core.Cards;
using OpsAgent.Core.Text;

namespace OpsAgent.Chat.Rendering.Slack;

/// <summary>What the buttons of a message need.</summary>
/// <param name="Session">The conversation whose drafts are confirmed.</param>
/// <param name="PageOf">The console's page of a proposal; null where its address is not known.</param>
public sealed record SlackButtons(string Session, Func<string, string?> PageOf);

/// <summary>An answer as a Slack message of Block Kit: text that people or AWS wrote formats, mentions and links nothing.</summary>
public static class SlackCards
{
    // Slack's own limit.
    private const int MaxBlocks = 50;

    /// <param name="buttons">Null for a message that only shows.</param>
    public static JsonObject Of(string reply, IReadOnlyList<Card> cards, SlackButtons? buttons = null)
    {
        var isList = cards.OfType<ProposalCard>().Skip(1).Any();
        return Message(reply, cards.SelectMany(card => (IEnumerable<JsonObject>)[SlackBlocks.Divider(), .. card is ProposalCard proposal && buttons is not null
            ? isList ? SlackProposal.Line(proposal, buttons.PageOf(proposal.ProposalId)) : SlackProposal.Blocks(proposal, buttons.PageOf(proposal.ProposalId))
            : Outline(card, buttons)]).Prepend(SlackBlocks.Plain(reply)));
    }

    /// <summary>The message of a proposal, the same for everybody.</summary>
    /// <param name="page">Its page in the console, or null.</param>
    public static JsonObject OfProposal(ProposalCard card, string? page) => Message(SlackProposal.Fallback(card), SlackProposal.Blocks(card, page));

    private static JsonObject Message(string text, IEnumerable<JsonObject> blocks) => new()
    {
        ["text"] = SlackText.Plain(SlackBlocks.Cut(Sanitizer.Text(text), SlackBlocks.MaxTextLength)),
        ["mrkdwn"] = false,
        ["unfurl_links"] = false,
        ["unfurl_media"] = false,
        ["blocks"] = new JsonArray([.. blocks.Take(MaxBlocks)]),
    };

    private static IEnumerable<JsonObject> Outline(Card card, SlackButtons? buttons)
    {
        var outline = CardOutline.Of(card);
        yield return SlackBlocks.Markdown($"*{SlackBlocks.Escaped(outline.Head, SlackBlocks.MaxTextLength)}*");
        foreach (var fields in SlackBlocks.Fields(outline.Fields.Select(f => (f.Name, f.Value))))
        {
            yield return fields;
        }

        if (outline.Columns.Count > 0)
        {
            yield return SlackBlocks.Markdown($"```{Table(outline)}```");
        }

        foreach (var line in outline.Lines)
        {
            yield return SlackBlocks.Plain(line);
        }

        if (card is DraftCard draft && buttons is not null)
        {
            yield return SlackBlocks.Actions(SlackBlocks.Button(
                SlackActions.Confirm, draft.Confirm, new JsonObject { ["c"] = draft.DraftId, ["s"] = buttons.Session }, "primary"));
        }
    }

    // Whole rows only, so that the fence is always closed behind an escape that is whole.
    private static string Table(CardOutline outline)
    {
        var lines = TextTable.Of(outline.Columns, [.. outline.Rows.Select(r => (IReadOnlyList<string>)[.. r.Select(Sanitizer.Line)])]).Split('\n').Select(Fenced).ToList();
        while (lines.Count > 1 && lines.Sum(l => l.Length + 1) > SlackBlocks.MaxTextLength)
        {
            lines.RemoveAt(lines.Count - 1);
        }

        return string.Join('\n', lines);
    }

    // In a fence nothing is formatted, and only a backtick ends it.
    private static string Fenced(string line) => SlackText.Plain(line).Replace('`', '\u02CB');
}
