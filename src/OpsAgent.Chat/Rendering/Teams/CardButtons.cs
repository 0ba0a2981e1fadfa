namespace OpsAgent.Chat.Rendering.Teams;

/// <summary>Which buttons a card gets.</summary>
/// <param name="AreExecuted">Whether a press reaches this system: in a bot's message. Cards of webhooks can only open pages.</param>
/// <param name="Session">The conversation of the card's draft, without which it has no button; null where there is no draft.</param>
/// <param name="Console">The console's address; null where nobody knows it.</param>
public sealed record CardButtons(bool AreExecuted, string? Session = null, Uri? Console = null);
