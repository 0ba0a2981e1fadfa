using OpsAgent.Core.Cards;

namespace OpsAgent.Functions.Api.Chat;

/// <param name="Reply">Plain text.</param>
/// <param name="SessionId">To send with the next message.</param>
/// <param name="Note">About the answer itself; null where there is nothing to say.</param>
internal sealed record ChatAnswer(string Reply, IReadOnlyList<Card> Cards, string SessionId, string? Note);
