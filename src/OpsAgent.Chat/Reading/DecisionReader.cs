using System.Text.Json.Nodes;

using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Grammar;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Chat.Reading;

/// <summary>
/// Reads decisions on proposals. One counts only when it begins with the verb and names the proposal itself; the plan
/// hash is the one that was shown in this conversation, or is in the message.
/// </summary>
internal sealed class DecisionReader(ChatLanguage language)
{
    private static readonly string[] Fillers = ["the", "proposal", "plan", "change", "request", "please", "pls", "now", "with", "hash", "id", "for", "me", "token", "thanks", "number", "no", "#"];

    public static Intent? Read(string message, IReadOnlyList<Token> tokens, Memory memory)
    {
        if (tokens.Count == 0)
        {
            return null;
        }

        var (at, isRequest) = Preamble.Skip(tokens);
        if (at < tokens.Count && DecisionOf(tokens, at) is { } decision && !isRequest)
        {
            return ReadDecision(decision, message, [.. tokens.Skip(at + 1)], memory);
        }

        return IsAboutDeciding(tokens) ? About(tokens, memory) : null;
    }

    public Intent Continue(Draft draft, string message)
    {
        var parameters = (JsonObject)draft.Parameters.ToNode()!;
        return Complete(draft.Operation == "deny" ? Decision.Deny : Decision.Withdraw, parameters, ReasonClause.Clean(ReasonClause.Split(message, language.Tokenizer.Tokenize(message)) is ([], { } given) ? given : message));
    }

    private static Decision? DecisionOf(IReadOnlyList<Token> tokens, int at) => tokens[at].Term switch
    {
        Terms.Approve => Decision.Approve,
        Terms.Deny => Decision.Deny,
        Terms.Withdraw => Decision.Withdraw,
        Terms.Cancel when tokens.Any(t => t.Kind is TokenKind.Proposal or TokenKind.ApprovalToken || t.Term is Terms.Proposal) => Decision.Withdraw,
        _ => null,
    };

    private static Intent ReadDecision(Decision decision, string message, IReadOnlyList<Token> rest, Memory memory)
    {
        var verb = WireName.Of(decision);
        var (body, reason) = Split(decision, message, rest);
        var named = body.Where(t => t.Kind is TokenKind.Proposal or TokenKind.ApprovalToken).ToList();
        var hashes = body.Where(t => t.Kind is TokenKind.Hash || (t.Kind is TokenKind.Number or TokenKind.Word && Tokenizer.IsHash(t.Text) && t.Term is Terms.None)).ToList();
        var unknown = body.Where(t => !named.Contains(t) && !hashes.Contains(t) && !t.Is(Fillers) && t.Kind is not (TokenKind.Mark or TokenKind.Colon)).ToList();
        if (unknown.Count > 0 || named.Count > 1 || hashes.Count > 1)
        {
            var why = unknown.Any(t => t.Term is Terms.It) ? "a decision names its proposal" : "I take a decision only when I understand every word of it";
            return named is [{ Kind: TokenKind.Proposal } one]
                ? new Intent.ShowProposal(one.Text.ToLowerInvariant(), $"Nothing is decided: {why}.")
                : new Intent.ListPending($"Nothing is decided: {why}. Write: {Usage(verb)}.");
        }

        var parameters = new JsonObject();
        if (named is [{ Kind: TokenKind.ApprovalToken } token])
        {
            parameters["approval_token"] = token.Text;
        }
        else if (named is [var proposal])
        {
            var id = proposal.Text.ToLowerInvariant();
            if ((hashes is [var hash] ? hash.Text : memory.Shown.FirstOrDefault(s => s.ProposalId == id)?.PlanHash) is not { } seen)
            {
                return new Intent.ShowProposal(id, $"Nothing is decided: you have not seen this proposal here. Look at it; to {verb} it then, write the same again.");
            }

            (parameters["proposal_id"], parameters["plan_hash"]) = (id, seen);
        }
        else if (hashes is [var hash] && memory.Shown.Where(s => hash.Text.StartsWith(s.PlanHash, StringComparison.Ordinal)).ToList() is [var shown])
        {
            (parameters["proposal_id"], parameters["plan_hash"]) = (shown.ProposalId, hash.Text);
        }
        else
        {
            return new Intent.ListPending($"Nothing is decided: a decision names its proposal. Write: {Usage(verb)}.");
        }

        return decision is Decision.Approve ? new Intent.Decide(decision, parameters.ToElement()) : Complete(decision, parameters, reason);
    }

    private static Intent Complete(Decision decision, JsonObject parameters, string? reason)
    {
        var verb = WireName.Of(decision);
        if (reason is null || reason.Length < 3)
        {
            // A token is a secret, and what a conversation keeps is none.
            return parameters.ContainsKey("approval_token")
                ? new Intent.Reply($"Why? Write it as one: {verb} <token> because <why>.")
                : new Intent.Reply($"Why? The requester and the audit see the reason. ({verb} {parameters["proposal_id"]!.GetValue<string>()} because <why>)", new Draft(verb, parameters.ToElement(), "reason"));
        }

        if (Conditions.InDecision(reason))
        {
            return new Intent.Reply($"Nothing is decided: after the reason stands a condition or another wish. When it is time, write: {Usage(verb)}.");
        }

        parameters["reason"] = reason;
        return new Intent.Decide(decision, parameters.ToElement());
    }

    // Behind a colon stands a reason too, where one is needed.
    private static (IReadOnlyList<Token> Body, string? Reason) Split(Decision decision, string message, IReadOnlyList<Token> rest)
    {
        if (decision is Decision.Approve)
        {
            return (rest, null);
        }

        var (body, reason) = ReasonClause.Split(message, rest);
        var colon = body.Select((t, i) => (t, i)).FirstOrDefault(p => p.t.Kind is TokenKind.Colon || (p.t is { Kind: TokenKind.Mark, Text: "," or "-" } && p.i > 0));
        return reason is null && colon.t is not null ? ([.. body.Take(colon.i)], ReasonClause.Clean(message[colon.t.End..])) : (body, reason);
    }

    private static bool IsAboutDeciding(IReadOnlyList<Token> tokens) =>
        tokens.Any(t => t.Kind is TokenKind.ApprovalToken)
        || (tokens.Any(t => t.Term is Terms.Approve or Terms.Deny or Terms.Withdraw) && tokens.Any(t => t.Kind is TokenKind.Proposal or TokenKind.Hash || t.Term is Terms.Proposal or Terms.It));

    private static Intent About(IReadOnlyList<Token> tokens, Memory memory)
    {
        const string Lead = "Nothing is decided.";
        var id = tokens.FirstOrDefault(t => t.Kind is TokenKind.Proposal)?.Text.ToLowerInvariant() ?? (memory.Focus is { Kind: SubjectKind.Proposal } focus ? focus.Name : null);
        return id is null ? new Intent.ListPending($"{Lead} To decide, write: {Usage("approve")}, or deny or withdraw with a reason.") : new Intent.ShowProposal(id, Lead);
    }

    private static string Usage(string verb) => verb == "approve" ? "approve <proposal id>" : $"{verb} <proposal id> because <why>";
}
