using System.Text.Json;

using OpsAgent.Chat.Rendering.Teams;

namespace OpsAgent.Functions.ChatServices.Teams;

/// <summary>A button of one of our cards, as it was pressed: its verb, the data that we put into it, and what was typed beside it.</summary>
/// <param name="Verb">One of <see cref="CardActions"/>'.</param>
/// <param name="IsPressed">False where a client asks by itself for a card anew.</param>
internal sealed record TeamsAction(string Verb, JsonElement Data, bool IsPressed)
{
    /// <summary>Why, of a denial and a withdrawal; null where nothing was typed.</summary>
    public string? Reason => Text("p") is { } proposal && Text(CardActions.ReasonId(Verb, proposal))?.Trim() is { Length: > 0 } reason ? reason : null;

    /// <returns>Null where it is no button of ours.</returns>
    public static TeamsAction? TryRead(JsonElement value) =>
        value.ValueKind is JsonValueKind.Object && value.TryGetProperty("action", out var action) && action.ValueKind is JsonValueKind.Object
        && TextOf(action, "type") == "Action.Execute"
        && TextOf(action, "verb") is { } verb && action.TryGetProperty("data", out var data) && data.ValueKind is JsonValueKind.Object
            ? new TeamsAction(verb, data, TextOf(value, "trigger") is null or "manual")
            : null;

    /// <returns>The decision, the proposal and the plan's hash that the button was made with; null where it decides nothing.</returns>
    public (string Action, string ProposalId, string PlanHash)? Decision =>
        IsPressed && Verb is (CardActions.Approve or CardActions.Deny or CardActions.Withdraw) && Text("d") == Verb && Text("p") is { Length: > 0 } proposal && Text("h") is { Length: > 0 } hash
            ? (Verb, proposal, hash)
            : null;

    public string? Text(string name) => TextOf(Data, name);

    private static string? TextOf(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
