using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Cards;

namespace OpsAgent.Functions.Api.Chat;

/// <summary>What one message got for an answer, and what is remembered of it.</summary>
internal sealed record ChatReply(string Text, IReadOnlyList<Card> Cards, Memory Memory, string? Note = null);
