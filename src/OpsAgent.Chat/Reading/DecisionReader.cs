using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Grammar;

namespace OpsAgent.Chat.Reading;

/// <summary>
/// Recognises what is said about deciding. Words decide nothing, whoever writes them: the answer is the proposal, whose
/// card has the buttons.
/// </summary>
internal static class DecisionReader
{
    private const string Lead = "Nothing is decided: one decides with a button, not in words.";

    /// <returns>Null when the message is about something else.</returns>
    public static Intent? Read(IReadOnlyList<Token> tokens, Memory memory)
    {
        if (!BeginsWithDecision(tokens) && !IsAboutDeciding(tokens))
        {
            return null;
        }

        var named = tokens.Where(t => t.Kind is TokenKind.Proposal).Select(t => t.Text.ToLowerInvariant()).Distinct().ToList();
        return named switch
        {
            [var id] => new Intent.ShowProposal(id, Lead),
            [] when memory.Focus is { Kind: SubjectKind.Proposal } focus => new Intent.ShowProposal(focus.Name, Lead),
            _ => new Intent.ListPending(Lead),
        };
    }

    /// <returns>Whether its first word, behind greetings and courtesies, is a decision's.</returns>
    public static bool BeginsWithDecision(IReadOnlyList<Token> tokens) => Preamble.Skip(tokens).At is var at && at < tokens.Count && tokens[at].Term switch
    {
        Terms.Approve or Terms.Deny or Terms.Withdraw => true,
        Terms.Cancel => tokens.Any(t => t.Kind is TokenKind.Proposal or TokenKind.ApprovalToken || t.Term is Terms.Proposal),
        _ => false,
    };

    private static bool IsAboutDeciding(IReadOnlyList<Token> tokens) =>
        tokens.Any(t => t.Kind is TokenKind.ApprovalToken)
        || (tokens.Any(t => t.Term is Terms.Approve or Terms.Deny or Terms.Withdraw) && tokens.Any(t => t.Kind is TokenKind.Proposal or TokenKind.Hash || t.Term is Terms.Proposal or Terms.It));
}
