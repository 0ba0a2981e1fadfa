using System.Text.Json.Nodes;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Cards;

namespace OpsAgent.Chat.Rendering.Teams;

/// <summary>The buttons of one card. Nothing that people or AWS wrote is in them.</summary>
internal static class AdaptiveCardButtons
{
    private const int MaxReasonLength = 500;
    private const string Pending = "pending";
    private const string Expired = "expired";

    /// <returns>Null where the card has none.</returns>
    public static JsonObject? Of(Card card, CardButtons buttons)
    {
        List<JsonObject> actions = card switch
        {
            DraftCard draft when buttons is { AreExecuted: true, Session: { } session } =>
                [Styled(Execute(draft.Confirm, CardActions.Confirm, new JsonObject { ["c"] = draft.DraftId, ["s"] = session }), "positive")],
            ProposalCard proposal => [.. Decisions(proposal, buttons), .. Links(proposal, buttons)],
            _ => [],
        };
        return actions.Count == 0 ? null : new JsonObject { ["type"] = "ActionSet", ["actions"] = new JsonArray([.. actions]) };
    }

    /// <summary>Whether the proposal can be decided with the buttons of its card.</summary>
    public static bool CanDecide(ProposalCard proposal, CardButtons buttons) => buttons.AreExecuted && proposal is { Status: Pending, RiskLevel: not "high" };

    private static IEnumerable<JsonObject> Decisions(ProposalCard proposal, CardButtons buttons)
    {
        if (CanDecide(proposal, buttons))
        {
            yield return Styled(Execute("Approve", CardActions.Approve, DataOf(CardActions.Approve, proposal)), "positive");
            yield return WithReason("Deny", CardActions.Deny, proposal);
            yield return WithReason("Withdraw", CardActions.Withdraw, proposal);
        }
        else if (buttons.AreExecuted && proposal.Status == Expired)
        {
            yield return Execute("Propose again", CardActions.Again, new JsonObject { ["a"] = proposal.ProposalId });
        }
    }

    private static IEnumerable<JsonObject> Links(ProposalCard proposal, CardButtons buttons)
    {
        if (buttons.Console is { } console)
        {
            yield return new JsonObject
            {
                ["type"] = "Action.OpenUrl",
                ["title"] = proposal.Status == Pending && !CanDecide(proposal, buttons) ? "Decide in the console" : "Open in the console",
                ["url"] = new Uri(console, ProposalId.ConsolePath(proposal.ProposalId)).AbsoluteUri,
            };
        }
    }

    // The field appears when it is asked for, and is sent with the button below it and no other.
    private static JsonObject WithReason(string title, string verb, ProposalCard proposal) => new()
    {
        ["type"] = "Action.ShowCard",
        ["title"] = title,
        ["card"] = new JsonObject
        {
            ["type"] = "AdaptiveCard",
            ["body"] = new JsonArray(new JsonObject
            {
                ["type"] = "Input.Text",
                ["id"] = CardActions.ReasonId(verb, proposal.ProposalId),
                ["label"] = "Why? The requester and the audit get it.",
                ["isRequired"] = true,
                ["errorMessage"] = "Say why, in at least 3 characters.",
                ["isMultiline"] = true,
                ["maxLength"] = MaxReasonLength,
            }),
            ["actions"] = new JsonArray(Styled(Execute($"{title} it", verb, DataOf(verb, proposal)), "destructive")),
        },
    };

    private static JsonObject DataOf(string verb, ProposalCard proposal) => new() { ["d"] = verb, ["p"] = proposal.ProposalId, ["h"] = proposal.PlanHash };

    private static JsonObject Execute(string title, string verb, JsonObject data) => new() { ["type"] = "Action.Execute", ["title"] = title, ["verb"] = verb, ["data"] = data };

    private static JsonObject Styled(JsonObject action, string style)
    {
        action["style"] = style;
        return action;
    }
}
