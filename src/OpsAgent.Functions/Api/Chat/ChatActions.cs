using System.Globalization;
using System.Text.Json;

using OpsAgent.Chat.Reading;
using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Cards;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Api.Pipeline;

namespace OpsAgent.Functions.Api.Chat;

/// <summary>From intents to an answer: carries them out by the routes' own handlers, and says what came of them in words and cards.</summary>
internal sealed class ChatActions(OperationCatalog catalog, Language language, ChatOperations operations, ChatDrafts drafts)
{
    private const int MaxPending = 10;

    /// <param name="memory">As it was when the message was read.</param>
    public async Task<ChatReply> RunAsync(IReadOnlyList<Intent> intents, Memory memory, ApiCall call)
    {
        var next = memory.Continued();
        if (intents is [Intent.ConfirmDraft])
        {
            return memory.Draft is { IsLast: true } last ? await drafts.ConfirmAsync(last.Id, next, call) : ChatDrafts.NothingToConfirm(next);
        }

        // One card has one button; which of two was meant is the person's to say.
        if (intents.OfType<Intent.MakeDraft>().Skip(1).Any())
        {
            return new ChatReply("That asks for more than one thing to be done, so nothing is. Ask for one of them; after it is confirmed, for the next.", [], next with { Draft = null });
        }

        var replies = new List<ChatReply>();
        foreach (var intent in intents)
        {
            replies.Add(await RunAsync(intent, next, call));
            next = replies[^1].Memory;
            if (replies.Count < intents.Count)
            {
                // What stands below the card may be what a yes is said to.
                next = next with { Draft = next.Draft is { } shown ? shown with { IsLast = false } : null };
            }
        }

        return new ChatReply(string.Join('\n', replies.Select(r => r.Text)), [.. replies.SelectMany(r => r.Cards)], next);
    }

    /// <summary>A draft card's button.</summary>
    /// <param name="memory">As it was when the button was pressed.</param>
    public Task<ChatReply> ConfirmAsync(string draftId, Memory memory, ApiCall call) => drafts.ConfirmAsync(draftId, memory.Continued(), call);

    /// <summary>The button of an ended proposal's card.</summary>
    /// <param name="memory">As it was when the button was pressed.</param>
    public Task<ChatReply> ProposeAgainAsync(string proposalId, Memory memory, ApiCall call) => drafts.ProposeAgainAsync(proposalId, memory.Continued(), call);

    private async Task<ChatReply> RunAsync(Intent intent, Memory memory, ApiCall call) => intent switch
    {
        Intent.Run run => Answered(run.Operation, run.Parameters, run.Lead, await operations.RunAsync(run.Operation, run.Parameters, call), memory),
        Intent.MakeDraft asked => await drafts.MakeAsync(asked, memory, call),
        Intent.ShowProposal show => Shown(show.Lead, await operations.ShowAsync(show.ProposalId, call), memory),
        Intent.ListPending list => Pending(list.Lead, await operations.ListAsync(call), memory),
        Intent.Reply say => new ChatReply(say.Text, [], memory with { Question = say.Question, Draft = AsksForAWrite(say.Question) ? null : memory.Draft }),
        Intent.Help => new ChatReply(HelpText.Of(catalog, language), [], memory),
        Intent.ConfirmDraft => ChatDrafts.NothingToConfirm(memory),
        Intent.DropDraft => ChatDrafts.Drop(memory),
        _ => new ChatReply(HelpText.Unknown(catalog, language), [], memory),
    };

    // The next change that is asked for takes the place of the draft, also where something is still missing.
    private bool AsksForAWrite(OpenQuestion? question) => question is not null && !catalog.Operations.Any(o => o.Name == question.Operation && o is DiagnosticOperation);

    /// <returns>The answer to a diagnostic that was run, whoever chose it.</returns>
    public ChatReply Answered(string operation, JsonElement parameters, string? lead, ApiBody body, Memory memory)
    {
        if (body.Error is { } refusal)
        {
            return Refused(refusal, catalog.Operations.FirstOrDefault(o => o.Name == operation)?.Title ?? operation, lead, memory);
        }

        var answer = AnswerOf(body);
        return new ChatReply(Said(lead, answer.Summary), answer.Cards, MemoryUpdate.AfterDiagnostic(memory, operation, parameters, answer));
    }

    /// <returns>The answer to what was proposed, recorded or posted.</returns>
    public static ChatReply Done(Operation operation, ApiBody body, Memory memory) =>
        body.Error is { } refusal ? Refused(refusal, operation.Title, null, memory)
        : operation is WriteOperation ? Proposed((ProposalView)body.Content.Value!, memory)
        : new ChatReply(AnswerOf(body).Summary, AnswerOf(body).Cards, memory);

    /// <returns>The answer to what was proposed again.</returns>
    public static ChatReply DoneAgain(ApiBody body, Memory memory) =>
        body.Error is { } refusal ? Refused(refusal, "Proposal", null, memory) : Proposed((ProposalView)body.Content.Value!, memory);

    public static ChatReply Refused(Refusal refusal, string title, string? lead, Memory memory) =>
        new(Said(lead, refusal.Message), [ChatCards.OfRefusal(refusal, title)], memory);

    public static ChatReply Shown(string? lead, ApiBody body, Memory memory)
    {
        if (body.Error is { } refusal)
        {
            return Refused(refusal, "Proposal", lead, memory);
        }

        var card = ChatCards.Of((ProposalView)body.Content.Value!);
        var text = card.Status == "pending" ? $"{card.Text} {HowToDecide(card)}" : card.Text ?? card.Title;
        return new ChatReply(Said(lead, text), [card], About(card, memory));
    }

    public static ChatReply Pending(string? lead, ApiBody body, Memory memory)
    {
        if (body.Error is { } refusal)
        {
            return Refused(refusal, "Proposals", lead, memory);
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

    private static OperationAnswer AnswerOf(ApiBody body) => body.Answer ?? throw new InvalidOperationException("An operation answered without a record of it.");

    private static ChatReply Proposed(ProposalView answer, Memory memory)
    {
        var card = ChatCards.Of(answer);
        var text = card.Status switch
        {
            "pending" => $"Proposed, and nothing is changed yet: {card.Title} Risk {card.RiskLevel}, plan {card.PlanHash}. {HowToDecide(card)}",
            "validating" => $"Proposed, and nothing is changed yet: {card.Title} It is still being validated; ask again with: status of {card.ProposalId}.",
            var status => $"{card.Title} This proposal is {status}.",
        };
        return new ChatReply(text, [card], About(card, memory));
    }

    private static Memory About(ProposalCard card, Memory memory) => memory with { Focus = new Subject(SubjectKind.Proposal, card.ProposalId) };

    private static string HowToDecide(ProposalCard card) => card.ExpiresAt is { } end
        ? $"May decide: {card.WhoMayDecide} Open until {end.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture)} UTC; its card has the buttons."
        : string.Empty;

    private static string Said(string? lead, string text) => lead is null ? text : $"{lead} {text}";
}
