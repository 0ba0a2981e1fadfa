using System.Globalization;
using System.Text.Json;

using OpsAgent.Chat.Reading;
using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Cards;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Api.Pipeline;

namespace OpsAgent.Functions.Api.Chat;

/// <summary>From an intent to an answer: runs it by the routes' own handlers, and says what came of it in words and cards.</summary>
internal sealed class ChatActions(OperationCatalog catalog, ChatOperations operations)
{
    private const int MaxPending = 10;

    public async Task<ChatReply> RunAsync(Intent intent, Memory memory, ApiCall call) => intent switch
    {
        Intent.Run run => await RunAsync(run, memory, call),
        Intent.MakeDraft draft => await RunAsync(new Intent.Run(draft.Operation, draft.Parameters), memory, call),
        Intent.ShowProposal show => Shown(show.Lead, await operations.ShowAsync(show.ProposalId, call), memory),
        Intent.ListPending list => Pending(list.Lead, await operations.ListAsync(call), memory),
        Intent.Reply say => new ChatReply(say.Text, [], memory with { Question = say.Question }),
        Intent.Help => new ChatReply(HelpText.Of(catalog), [], memory),
        _ => new ChatReply($"I did not understand that, and did nothing. {HelpText.Short}", [], memory),
    };

    /// <returns>The answer to an operation that was run, whoever chose it.</returns>
    public ChatReply Answered(string operation, JsonElement parameters, string? lead, ApiBody body, Memory memory)
    {
        var known = catalog.Operations.FirstOrDefault(o => o.Name == operation);
        if (body.Error is { } refusal)
        {
            return new ChatReply(Said(lead, refusal.Message), [ChatCards.OfRefusal(refusal, known?.Title ?? operation)], memory);
        }

        if (known is WriteOperation)
        {
            return Proposed((ProposalView)body.Content.Value!, lead, memory);
        }

        var answer = body.Answer ?? throw new InvalidOperationException($"{operation} answered without a record of it.");
        return new ChatReply(
            Said(lead, answer.Summary),
            answer.Cards,
            known is DiagnosticOperation ? MemoryUpdate.AfterDiagnostic(memory, operation, parameters, answer) : memory);
    }

    public static ChatReply Shown(string? lead, ApiBody body, Memory memory)
    {
        if (body.Error is { } refusal)
        {
            return new ChatReply(Said(lead, refusal.Message), [ChatCards.OfRefusal(refusal, "Proposal")], memory);
        }

        var card = ChatCards.Of((ProposalView)body.Content.Value!);
        var text = card.Status == "pending" ? $"{card.Text} {HowToDecide(card)}" : card.Text ?? card.Title;
        return new ChatReply(Said(lead, text), [card], About(card, memory));
    }

    public static ChatReply Pending(string? lead, ApiBody body, Memory memory)
    {
        if (body.Error is { } refusal)
        {
            return new ChatReply(Said(lead, refusal.Message), [ChatCards.OfRefusal(refusal, "Proposals")], memory);
        }

        var (count, proposals) = (ProposalListView)body.Content.Value!;
        List<ProposalCard> cards = [.. proposals.Take(MaxPending).Select(ChatCards.Of)];
        var text = count switch
        {
            0 => "Nothing waits for approval.",
            1 => $"One proposal waits for approval. {HowToDecide(cards[0])}",
            _ => $"{count} proposals wait for approval{(count > MaxPending ? $"; these are the newest {MaxPending}" : string.Empty)}. Each card has its buttons.",
        };
        if (body.Unreadable > 0)
        {
            text += $" {(body.Unreadable == 1 ? "One more" : $"{body.Unreadable} more")} cannot be read; an administrator finds {(body.Unreadable == 1 ? "it" : "them")} in the log.";
        }

        return new ChatReply(Said(lead, text), cards, cards is [var only] ? About(only, memory) : memory with { Focus = null });
    }

    private async Task<ChatReply> RunAsync(Intent.Run run, Memory memory, ApiCall call) =>
        Answered(run.Operation, run.Parameters, run.Lead, await operations.RunAsync(run.Operation, run.Parameters, call), memory);

    private static ChatReply Proposed(ProposalView answer, string? lead, Memory memory)
    {
        var card = ChatCards.Of(answer);
        var text = card.Status switch
        {
            "pending" => $"Proposed, and nothing is changed yet: {card.Title} Risk {card.RiskLevel}, plan {card.PlanHash}. {HowToDecide(card)}",
            "validating" => $"Proposed, and nothing is changed yet: {card.Title} It is still being validated; ask again with: status of {card.ProposalId}.",
            var status => $"{card.Title} This proposal is {status}.",
        };
        return new ChatReply(Said(lead, text), [card], About(card, memory));
    }

    private static Memory About(ProposalCard card, Memory memory) => memory with { Focus = new Subject(SubjectKind.Proposal, card.ProposalId) };

    private static string HowToDecide(ProposalCard card) => card.ExpiresAt is { } end
        ? $"May decide: {card.WhoMayDecide} Open until {end.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture)} UTC; its card has the buttons."
        : string.Empty;

    private static string Said(string? lead, string text) => lead is null ? text : $"{lead} {text}";
}
