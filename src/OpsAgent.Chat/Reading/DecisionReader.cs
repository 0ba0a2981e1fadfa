using OpsAgent.Core.Operations;

namespace OpsAgent.Chat.Reading;

/// <summary>
/// Recognises what is said about deciding. Words decide nothing, whoever writes them: the answer is the proposal, whose
/// card has the buttons.
/// </summary>
internal static class DecisionReader
{
    private const string Lead = "Nothing is decided: one decides with a button, not in words.";

    /// <returns>Null when the message is about something else.</returns>
    public static Intent? Read(Message message, ReadingContext context)
    {
        if (!BeginsWithDecision(message) && !IsAboutDeciding(message))
        {
            return null;
        }

        var named = message.Tokens.Where(t => t.Kind is TokenKind.Proposal).Select(t => t.Lower).Distinct().ToList();
        return named switch
        {
            [var id] => new Intent.ShowProposal(id, Lead),
            [] when context.Memory.Focus is { Kind: SubjectKind.Proposal } focus => new Intent.ShowProposal(focus.Name, Lead),
            _ => new Intent.ListPending(Lead),
        };
    }

    /// <returns>Whether its first word, behind greetings and courtesies, is a decision's.</returns>
    public static bool BeginsWithDecision(Message message)
    {
        var first = message.Tokens.FirstOrDefault(t => !t.Has("filler", "greeting", "request") && t.Kind is not TokenKind.Mark);
        return first?.Has("approve", "deny", "withdraw") is true
            || (first?.Has("cancel") is true && message.Tokens.Any(t => t.Kind is TokenKind.Proposal or TokenKind.ApprovalToken || t.Has("proposal")));
    }

    private static bool IsAboutDeciding(Message message) =>
        message.Tokens.Any(t => t.Kind is TokenKind.ApprovalToken)
        || (message.Has("approve", "deny", "withdraw") && message.Tokens.Any(t => t.Kind is TokenKind.Proposal or TokenKind.Hash || t.Has("proposal", "it")));
}
