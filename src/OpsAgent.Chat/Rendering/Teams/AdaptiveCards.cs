using System.Text;
using System.Text.Json.Nodes;

using OpsAgent.Core.Cards;
using OpsAgent.Core.Text;

namespace OpsAgent.Chat.Rendering.Teams;

/// <summary>An answer as one Adaptive Card of version 1.5, which Teams shows: text that people or AWS wrote has no markup.</summary>
public static class AdaptiveCards
{
    // Teams takes 28 KB for a card.
    private const int MaxTextLength = 1500;
    private const int MaxCellLength = 200;
    private const int MaxBytes = 26 * 1024;

    /// <param name="buttons">Null for a card without any.</param>
    public static JsonObject Of(string reply, IReadOnlyList<Card> cards, CardButtons? buttons = null)
    {
        var body = new JsonArray(Block(reply));
        var size = SizeOf(body);
        foreach (var card in cards)
        {
            var shown = new JsonObject { ["type"] = "Container", ["separator"] = true, ["spacing"] = "Medium", ["items"] = new JsonArray([.. Parts(card, buttons)]) };
            size += SizeOf(shown);
            if (size > MaxBytes)
            {
                body.Add((JsonNode)Block("There is more than fits here: see the console."));
                break;
            }

            body.Add((JsonNode)shown);
        }

        return new JsonObject
        {
            ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json",
            ["type"] = "AdaptiveCard",
            ["version"] = "1.5",
            ["body"] = body,
        };
    }

    /// <summary>The message of one proposal: how it stands first, then what it is, and what may be done about it now.</summary>
    public static JsonObject OfProposal(ProposalCard proposal, CardButtons buttons)
    {
        var heading = proposal.Status switch
        {
            "validating" => "Being checked",
            "pending" => $"Waiting for approval: {proposal.ApprovedBy.Count} of {proposal.ApprovalsNeeded ?? 1}",
            "approved" => "Approved, about to be carried out",
            "executing" => "In progress",
            "completed" => "Completed",
            "failed" => "Failed",
            "unknown" => "Outcome unknown: look at the target",
            "rejected" => "Rejected by a check, nothing was changed",
            "denied" => "Denied, nothing was changed",
            "expired" => "Expired, nothing was changed",
            "withdrawn" => "Withdrawn, nothing was changed",
            var status => status,
        };

        // The outcome's sentence begins with the change, which is the title.
        var outcome = proposal.Status == "pending" ? string.Empty
            : proposal.Text is { } said && said.StartsWith(proposal.Title, StringComparison.Ordinal) ? said[proposal.Title.Length..].Trim()
            : proposal.Text ?? string.Empty;
        var card = Of(heading, [proposal with { Text = null }], buttons);
        var body = card["body"]!.AsArray();
        body[0]!["size"] = "Large";
        body[1]!["items"]?[0]!["text"] = Text(proposal.Title, MaxTextLength);
        if (outcome.Length > 0)
        {
            body.Insert(1, Block(outcome));
        }

        return card;
    }

    // As it is sent, in UTF-8 and with what separates it from the next.
    private static int SizeOf(JsonNode node) => Encoding.UTF8.GetByteCount(node.ToJsonString()) + 1;

    private static IEnumerable<JsonNode> Parts(Card card, CardButtons? buttons)
    {
        // Where the buttons are here, nothing is said of where else they are.
        var outline = CardOutline.Of(card is ProposalCard proposal && buttons is not null && AdaptiveCardButtons.CanDecide(proposal, buttons) ? proposal with { WhereToDecide = null } : card);
        var head = Block(outline.Head);
        head["weight"] = "Bolder";
        head["color"] = outline.Tone switch { Tone.Ok => "Good", Tone.Warning => "Warning", Tone.Bad => "Attention", _ => "Default" };
        yield return head;
        if (outline.Fields.Count > 0)
        {
            yield return new JsonObject
            {
                ["type"] = "FactSet",
                ["facts"] = new JsonArray([.. outline.Fields.Select(f => (JsonNode)new JsonObject { ["title"] = Text(f.Name, MaxCellLength), ["value"] = Text(f.Value, MaxTextLength) })]),
            };
        }

        if (outline.Columns.Count > 0)
        {
            yield return new JsonObject
            {
                ["type"] = "Table",
                ["firstRowAsHeader"] = true,
                ["columns"] = new JsonArray([.. outline.Columns.Select(_ => (JsonNode)new JsonObject { ["width"] = 1 })]),
                ["rows"] = new JsonArray([.. outline.Rows.Prepend(outline.Columns).Select(r => (JsonNode)Row(r))]),
            };
        }

        foreach (var line in outline.Lines)
        {
            yield return Block(line);
        }

        if (buttons is not null && AdaptiveCardButtons.Of(card, buttons) is { } actions)
        {
            yield return actions;
        }
    }

    private static JsonObject Row(IReadOnlyList<string> cells) => new()
    {
        ["type"] = "TableRow",
        ["cells"] = new JsonArray([.. cells.Select(c => (JsonNode)new JsonObject { ["type"] = "TableCell", ["items"] = new JsonArray(new JsonObject { ["type"] = "TextBlock", ["text"] = Text(c, MaxCellLength), ["wrap"] = true }) })]),
    };

    private static JsonObject Block(string text) => new() { ["type"] = "TextBlock", ["text"] = Text(text, MaxTextLength), ["wrap"] = true };

    private static string Text(string text, int most)
    {
        var clean = Sanitizer.Text(text);
        return AdaptiveCardText.Escape(clean.Length <= most ? clean : $"{DisplayText.Of(clean[..(most - 3)], lines: true)}...");
    }
}
