namespace OpsAgent.Chat.Rendering.Teams;

/// <summary>
/// What the buttons of our Adaptive Cards send back: <c>Action.Execute</c> with one of these verbs, and data of the proposal and
/// its plan's hash, or of the draft and its conversation.
/// </summary>
public static class CardActions
{
    /// <summary>Data <c>{"d":"approve","p":"&lt;proposal&gt;","h":"&lt;plan hash&gt;"}</c>, as of the next two.</summary>
    public const string Approve = "approve";

    /// <summary>With why, typed into the field of <see cref="ReasonId"/>.</summary>
    public const string Deny = "deny";

    /// <summary>With why, as a denial.</summary>
    public const string Withdraw = "withdraw";

    /// <summary>Data <c>{"c":"&lt;draft&gt;","s":"&lt;session&gt;"}</c>.</summary>
    public const string Confirm = "confirm";

    /// <summary>Data <c>{"a":"&lt;proposal&gt;"}</c>: propose the same once more.</summary>
    public const string Again = "again";

    /// <returns>The id of the field for the reason of one decision: unique in a card that shows several proposals.</returns>
    public static string ReasonId(string verb, string proposalId) => $"reason-{verb}-{proposalId}";
}
