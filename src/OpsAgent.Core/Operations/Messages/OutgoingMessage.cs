using OpsAgent.Core.Identity;

namespace OpsAgent.Core.Operations.Messages;

/// <param name="Destination">The channel's configured name.</param>
/// <param name="Text">Plain text; may have several lines.</param>
/// <param name="By">In whose name.</param>
/// <param name="At">When.</param>
public sealed record OutgoingMessage(string Destination, string Text, UserId By, DateTimeOffset At);
