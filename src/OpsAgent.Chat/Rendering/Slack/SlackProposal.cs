using System.Globalization;
using System.Text.Json.Nodes;

using OpsAgent.Core.Cards;

namespace OpsAgent.Chat.Rendering.Slack;

/// <summary>A proposal in Slack: how it stands first, then what it is, and what may be done about it now.</summary>
internal static class SlackProposal
{
    /// <param name="page">Its page in the console, or null.</param>
    public static IEnumerable<JsonObject> Blocks(ProposalCard card, string? page)
    {
        yield return SlackBlocks.Markdown($"*{Heading(card)}*{Progress(card)}");
        yield return SlackBlocks.Markdown($"*{SlackBlocks.Escaped(card.Title, SlackBlocks.MaxTextLength)}*");
        if (!IsOpen(card) && Outcome(card) is { Length: > 0 } outcome)
        {
            yield return SlackBlocks.Plain(outcome);
        }

        foreach (var fields in SlackBlocks.Fields(Fields(card)))
        {
            yield return fields;
        }

        // What whoever decides must know.
        foreach (var note in card.Status is "pending" or "validating" ? card.Notes : [])
        {
            yield return SlackBlocks.Plain($"Note: {note}");
        }

        if (IsOpen(card) && card.WhoMayDecide is { } who)
        {
            yield return SlackBlocks.Plain($"May decide: {who}");
        }

        if (IsOpen(card) && IsHigh(card))
        {
            yield return SlackBlocks.Plain(
                page is null ? $"High risk: it is decided at the console (#/proposals/{card.ProposalId}), not here." : "High risk: it is decided at the console, not here.");
        }

        if (Buttons(card, page).ToList() is { Count: > 0 } buttons)
        {
            yield return SlackBlocks.Actions(buttons);
        }

        yield return SlackBlocks.Context($"Plan {card.PlanHash} \u00b7 proposal {card.ProposalId}");
    }

    /// <summary>In a list of several: what it is and its buttons.</summary>
    public static IEnumerable<JsonObject> Line(ProposalCard card, string? page)
    {
        var asked = $"{Heading(card)}{Progress(card)}, requested by {SlackBlocks.Escaped(card.RequestedBy, 200)}, risk {SlackBlocks.Escaped(card.RiskLevel ?? "not assessed yet", 20)}";
        yield return SlackBlocks.Markdown($"*{SlackBlocks.Escaped(card.Title, 2000)}*\n{asked}");
        if (Buttons(card, page).ToList() is { Count: > 0 } buttons)
        {
            yield return SlackBlocks.Actions(buttons);
        }
    }

    /// <summary>For notifications, which show no blocks.</summary>
    public static string Fallback(ProposalCard card) =>
        IsOpen(card) ? $"{Heading(card)} {Count(card)}: {card.Title} Requested by {card.RequestedBy}, risk {card.RiskLevel}." : $"{Heading(card)}: {card.Title} {Outcome(card)}".TrimEnd();

    private static bool IsOpen(ProposalCard card) => card.Status == "pending";

    private static bool IsHigh(ProposalCard card) => card.RiskLevel == "high";

    private static string Heading(ProposalCard card) => card.Status switch
    {
        "validating" => "\U0001F50E Being checked",
        "pending" => "\u23F3 Waiting for approval",
        "approved" => "\U0001F44D Approved, about to be carried out",
        "executing" => "\u2699\uFE0F In progress",
        "completed" => "\u2705 Completed",
        "failed" => "\u274C Failed",
        "unknown" => "\u2753 Outcome unknown: look at the target",
        "rejected" => "\u26D4 Rejected by a check",
        "denied" => $"\U0001F6AB Denied{By(card)}",
        "expired" => "\u231B Expired",
        "withdrawn" => $"\u21A9\uFE0F Withdrawn{By(card)}",
        var status => SlackBlocks.Escaped(status, 100),
    };

    private static string By(ProposalCard card) => card.ClosedBy is { } by ? $" by {SlackBlocks.Escaped(by, 300)}" : string.Empty;

    private static string Count(ProposalCard card) => string.Create(CultureInfo.InvariantCulture, $"({card.ApprovedBy.Count} of {card.ApprovalsNeeded ?? 1} approvals)");

    // Slack shows each reader the time of their own zone.
    private static string Progress(ProposalCard card) => !IsOpen(card) ? string.Empty : card.ExpiresAt is { } end
        ? string.Create(CultureInfo.InvariantCulture, $" {Count(card)}, open until <!date^{end.ToUnixTimeSeconds()}^{{time_secs}}|{end.UtcDateTime:HH:mm:ss} UTC>")
        : $" {Count(card)}";

    // The sentence begins with the title, which stands above it.
    private static string Outcome(ProposalCard card) =>
        (card.Text ?? string.Empty) is var text && text.StartsWith(card.Title, StringComparison.Ordinal) ? text[card.Title.Length..].Trim() : text;

    private static IEnumerable<(string Name, string Value)> Fields(ProposalCard card)
    {
        (string Name, string? Value)[] all =
        [
            ("Requested by", card.RequestedBy),
            ("Reason", card.Reason),
            ("Before", Joined(card.Before)),
            ("After", Joined(card.After)),
            ("Risk", card.RiskLevel is null ? null : $"{card.RiskLevel}: {string.Join(' ', card.RiskReasons)}"),
            ("Approved by", string.Join(", ", card.ApprovedBy)),
            ("Undo", card.Status is "pending" or "completed" ? card.Undo : null),
        ];
        return all.Where(f => !string.IsNullOrEmpty(f.Value)).Select(f => (f.Name, f.Value!));
    }

    private static string Joined(IReadOnlyList<CardField> fields) => string.Join(", ", fields.Select(f => $"{f.Name} {f.Value}"));

    private static IEnumerable<JsonObject> Buttons(ProposalCard card, string? page)
    {
        if (IsOpen(card) && !IsHigh(card))
        {
            yield return SlackBlocks.Button(SlackActions.Approve, "Approve...", Decision("approve"), "primary");
            yield return SlackBlocks.Button(SlackActions.Deny, "Deny...", Decision("deny"), "danger");
        }

        if (IsOpen(card))
        {
            yield return SlackBlocks.Button(SlackActions.Withdraw, "Withdraw...", Decision("withdraw"));
        }

        if (card.Status == "expired")
        {
            yield return SlackBlocks.Button(SlackActions.Again, "Propose again", new JsonObject { ["a"] = card.ProposalId }, "primary");
        }

        if (page is not null)
        {
            yield return SlackBlocks.Link(SlackActions.Open, "Open in the console", page);
        }

        JsonObject Decision(string decision) => new() { ["d"] = decision, ["p"] = card.ProposalId, ["h"] = card.PlanHash };
    }
}
