using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Chat.Reading;
using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Cards;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Rates;
using OpsAgent.Functions.Api.Pipeline;

namespace OpsAgent.Functions.Api.Chat;

/// <summary>
/// Makes a draft of what was asked for, shown whole on a card, and carries out the one that a person confirms. The parameters that
/// are shown are the parameters that are sent.
/// <list type="table">
/// <listheader><term>a draft that is</term><description>does, once confirmed</description></listheader>
/// <item><term>live</term><description>is proposed, recorded or posted, once however often it is confirmed</description></item>
/// <item><term>of a plan that changed meanwhile</term><description>nothing; a new draft is shown</description></item>
/// <item><term>confirmed before, over, replaced, or not of this conversation</term><description>nothing; the answer says what to do</description></item>
/// </list>
/// </summary>
/// <param name="readers">For a number that is said as a change of what is there.</param>
/// <param name="counter">Lets one of several confirmations of what cannot be repeated through.</param>
internal sealed class ChatDrafts(OperationCatalog catalog, ChatOperations operations, AwsReaders readers, IRateCounter counter, IdSource ids, TimeProvider time)
{
    // What every channel has room for, whole: characters in UTF-16.
    private const int MaxCardLength = 4000;
    private const string Reason = "reason";

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    public static ChatReply NothingToConfirm(Memory memory) => new(
        memory.Draft is { Became: null }
            ? "The word yes counts only as the next message after a draft's card, so nothing was done. Press the card's button, or ask for it again."
            : "There is nothing that a yes would confirm, and nothing was done. Ask for a change first; it is shown before it is proposed.",
        [],
        memory);

    /// <summary>Ends the draft, where it was not confirmed.</summary>
    public static ChatReply Drop(Memory memory) => memory.Draft is { Became: not null }
        ? new ChatReply("The last draft was confirmed before, so there is nothing to drop. A proposal is withdrawn with the button on its card.", [], memory)
        : new ChatReply("All right, it is dropped and nothing was done.", [], memory with { Draft = null });

    /// <param name="memory">Its former draft ends, whatever comes of this one.</param>
    public async Task<ChatReply> MakeAsync(Intent.MakeDraft asked, Memory memory, ApiCall call, bool byModel = false)
    {
        memory = memory with { Draft = null };
        if (catalog.Operations.FirstOrDefault(o => o.Name == asked.Operation && o is not DiagnosticOperation) is not { } operation)
        {
            return ChatActions.Refused(new Refusal(ErrorCode.UnknownOperation, $"There is no change, record or post {asked.Operation}."), asked.Operation, null, memory);
        }

        var (parameters, notes) = (asked.Parameters, new List<string>(asked.Notes ?? []));
        if (asked.Relative is { } relative)
        {
            var number = await WorkOutAsync(operation, asked.Parameters, relative, call.Deadline.Work);
            if (!number.Succeeded(out var found, out var problem))
            {
                return ChatActions.Refused(problem, operation.Title, null, memory);
            }

            if (found.Value is not { } value)
            {
                return new ChatReply(found.Said, [], memory with { Question = new OpenQuestion(operation.Name, asked.Parameters, relative.Parameter) });
            }

            parameters = With(asked.Parameters, relative.Parameter, value);
            notes.Add(found.Said);
        }

        // Twice, so that what is kept is what stays as it is when it is sent.
        if (!operation.Parameters.Validate(parameters).Succeeded(out var arguments, out var refusal)
            || !operation.Parameters.Validate(arguments.Values).Succeeded(out arguments, out refusal))
        {
            return ChatActions.Refused(refusal, operation.Title, null, memory);
        }

        var body = await operations.PreviewAsync(operation, arguments.Values, call, byModel);
        if (body.Error is { } refused)
        {
            return ChatActions.Refused(refused, operation.Title, null, memory);
        }

        var preview = body.Content.Value as PreviewView;
        var draft = new Draft(ids.NewUlid(), operation.Name, arguments.Values, time.GetUtcNow() + Lifetime)
        {
            PlanHash = preview?.PlanHash,
            Before = preview is null ? null : ChatCards.Fields(preview.Plan.Before),
            IsLast = true,
        };
        var card = CardOf(operation, arguments, preview, draft, notes);
        return LengthOf(card) > MaxCardLength
            ? new ChatReply($"That is too long to be shown whole on a card, so there is no draft of it. Make it shorter, or send it with POST /operations/{operation.Name}.", [], memory)
            : new ChatReply(
                $"This is a draft, and nothing is done yet: {card.Title} To {card.Confirm.ToLowerInvariant()} exactly this, press its button or write yes, within five minutes.",
                [card],
                memory with { Draft = draft });
    }

    /// <param name="memory">Of the owner's own conversation; the draft is nowhere else.</param>
    public async Task<ChatReply> ConfirmAsync(string id, Memory memory, ApiCall call)
    {
        if (memory.Draft is not { } draft || !string.Equals(draft.Id, id, StringComparison.OrdinalIgnoreCase))
        {
            return new ChatReply(
                "That draft is not the one to confirm here, and nothing was done: another took its place, or it is of another conversation. Ask for it again.", [], memory);
        }

        if (draft.Became is { } became)
        {
            return ProposalId.TryParse(became) is { } proposal
                ? ChatActions.Shown("This draft was confirmed before, and became this proposal.", await operations.ShowAsync(proposal.Value, call), memory)
                : new ChatReply($"This draft was confirmed before, and nothing more was done: {became} Ask again if you want it once more.", [], memory);
        }

        if (time.GetUtcNow() >= draft.ExpiresAt)
        {
            return new ChatReply("That draft ended five minutes after it was shown, and nothing was done. Ask for it again.", [], memory);
        }

        if (catalog.Operations.FirstOrDefault(o => o.Name == draft.Operation) is not { } operation)
        {
            return new ChatReply("That draft is of an operation that is not there any more, and nothing was done.", [], memory with { Draft = null });
        }

        if (operation is WorkflowOperation { IsRepeatable: false } && !await IsFirstAsync(draft, call))
        {
            return new ChatReply("This draft was confirmed before, perhaps in another window, and nothing more was done. Ask again if you want it once more.", [], memory);
        }

        var body = await operations.ConfirmAsync(operation, draft.Parameters, draft.PlanHash, KeyOf(draft, call.Request.Caller.Person), call);
        if (body is { Error.Code: ErrorCode.PlanChanged, Proposal: null })
        {
            return await ChangedAsync(draft, memory, call);
        }

        // Where it was refused the draft stays: confirmed again it is the same request. What cannot be repeated is spent by the attempt.
        var reply = ChatActions.Done(operation, body, memory);
        var outcome = body.Proposal?.Value ?? (body.Error is null || operation is WorkflowOperation { IsRepeatable: false } ? reply.Text : null);
        return reply with { Memory = reply.Memory with { Draft = draft with { Became = outcome } } };
    }

    /// <summary>Proposes what an ended proposal did; where that would be another plan, shows it as a draft.</summary>
    /// <param name="memory">Of the conversation of whoever asks.</param>
    public async Task<ChatReply> ProposeAgainAsync(string proposalId, Memory memory, ApiCall call)
    {
        var body = await operations.ProposeAgainAsync(proposalId, call);
        return body is { Error.Code: ErrorCode.PlanChanged, Proposal: null } && (await operations.ShowAsync(proposalId, call)).Content.Value is ProposalView { Plan: { } plan }
            ? await ChangedAsync(new Draft(proposalId, plan.Operation, plan.Parameters, time.GetUtcNow()) { Before = ChatCards.Fields(plan.Before) }, memory, call)
            : ChatActions.DoneAgain(body, memory);
    }

    private async Task<ChatReply> ChangedAsync(Draft shown, Memory memory, ApiCall call)
    {
        var reply = await MakeAsync(new Intent.MakeDraft(shown.Operation, shown.Parameters), memory, call);
        var now = reply.Memory.Draft?.Before ?? [];
        var changes = (shown.Before ?? []).Select(b => (Was: b, Is: now.FirstOrDefault(n => n.Name == b.Name))).Where(c => c.Is is not null && c.Is.Value != c.Was.Value)
            .Select(c => $"{c.Was.Name} was {c.Was.Value} and is {c.Is!.Value}").ToList();
        var what = changes.Count > 0 ? $": {string.Join(", ", changes)}" : string.Empty;
        return reply with { Text = $"It changed since you were shown it, so nothing was proposed{what}. {reply.Text}" };
    }

    private async Task<bool> IsFirstAsync(Draft draft, ApiCall call) =>
        await counter.CountAsync($"draft#{call.Request.Caller.Person.Key}#{draft.Id}", RateWindow.At(draft.ExpiresAt), call.Deadline.Work) == 1;

    // Two confirmations at once read the same draft: whoever comes second finds what the first one made.
    private static string KeyOf(Draft draft, Person owner) =>
        $"draft-{draft.Id}-{CanonicalJson.Hash($"{owner.Key}\n{draft.Operation}\n{CanonicalJson.Text(draft.Parameters)}\n{draft.PlanHash}")[..32]}";

    /// <returns>The number, with the arithmetic; without a number, the arithmetic and a question.</returns>
    private async Task<Outcome<(int? Value, string Said)>> WorkOutAsync(Operation operation, JsonElement known, RelativeNumber relative, CancellationToken cancellationToken)
    {
        if (operation is not WriteOperation write || operation.Parameters.All.OfType<IntegerParameter>().FirstOrDefault(p => p.Name == relative.Parameter) is not { } parameter)
        {
            return ParameterSet.Invalid(relative.Parameter, "cannot be worked out from what is there; give the value itself", null);
        }

        if (!write.Parameters.Validate(With(known, parameter.Name, parameter.Minimum)).Succeeded(out var arguments, out var refusal))
        {
            return refusal;
        }

        try
        {
            if (await write.FindNumberAsync(parameter.Name, arguments, readers, cancellationToken) is not { } current)
            {
                return write.NotFound(arguments);
            }

            var result = (current * relative.Factor) + relative.Addend;
            var said = $"{relative.Said}: {Arithmetic(current, relative)} = {Text(result)}";
            return decimal.IsInteger(result) && result >= parameter.Minimum && result <= parameter.Maximum
                ? ((int?)result, $"{said}.")
                : (null, $"{said}, which is not {parameter.Rule}. Which {parameter.Name} should it be? It is {Text(current)} now.");
        }
        catch (AwsException e)
        {
            return e.ToRefusal();
        }
    }

    private static string Arithmetic(int current, RelativeNumber relative) =>
        (relative.Factor == 1 ? Text(current) : $"{Text(current)} x {Text(relative.Factor)}")
        + (relative.Addend switch { > 0 => $" + {Text(relative.Addend)}", < 0 => $" - {Text(-(decimal)relative.Addend)}", _ => string.Empty });

    private static string Text(decimal number) => number.ToString("0.##", CultureInfo.InvariantCulture);

    private static JsonElement With(JsonElement parameters, string name, int value)
    {
        var members = (JsonObject)parameters.ToNode()!;
        members[name] = value;
        return members.ToElement();
    }

    private static DraftCard CardOf(Operation operation, Arguments arguments, PreviewView? preview, Draft draft, IReadOnlyList<string> notes)
    {
        if (preview is not null)
        {
            var (plan, target) = (preview.Plan, preview.Plan.Target);
            return new DraftCard
            {
                Title = preview.ActionSummary,
                Tone = preview.RiskLevel == "high" ? Tone.Bad : Tone.Warning,
                DraftId = draft.Id,
                Operation = operation.Name,
                Target = target.Name is null ? target.Id : $"{target.Id} ({target.Name})",
                Before = ChatCards.Fields(plan.Before),
                After = ChatCards.Fields(plan.After),
                Fields = [.. FieldsOf(arguments).Where(f => f.Name != Reason && !plan.After.ContainsKey(f.Name) && !NamesTarget(f)), .. AccountOf(target.Arn)],
                Reason = arguments.Text(Reason),
                Notes = [.. notes, .. plan.Notes],
                RiskLevel = preview.RiskLevel,
                RiskReasons = preview.RiskReasons,
                WhoMayDecide = preview.WhoMayDecide,
                Confirm = "Propose",
                ExpiresAt = draft.ExpiresAt,
            };

            bool NamesTarget(CardField field) => operation.Parameters.All.Any(p => p.Required && p.Name == field.Name) && target.Id.Split('/').Contains(field.Value);
        }

        var words = ((WorkflowOperation)operation).Draft(arguments);
        return new DraftCard
        {
            Title = words.Summary,
            DraftId = draft.Id,
            Operation = operation.Name,
            Target = words.Target,
            Fields = [.. FieldsOf(arguments)],
            Notes = notes,
            Confirm = words.Confirm,
            ExpiresAt = draft.ExpiresAt,
        };
    }

    private static int LengthOf(DraftCard card)
    {
        IEnumerable<CardField> fields = [.. card.Before, .. card.After, .. card.Fields];
        IEnumerable<string?> texts = [card.Title, card.Target, card.Reason, card.WhoMayDecide, .. card.Notes, .. card.RiskReasons, .. fields.Select(f => f.Name + f.Value)];
        return texts.Sum(t => t?.Length ?? 0);
    }

    private static IEnumerable<CardField> FieldsOf(Arguments arguments) => arguments.Values.EnumerateObject().Select(p => new CardField(
        p.Name, p.Value.ValueKind is JsonValueKind.Array ? string.Join(' ', p.Value.EnumerateArray().Select(i => i.GetString())) : p.Value.ToString()));

    // arn:partition:service:region:account:resource
    private static IEnumerable<CardField> AccountOf(string arn) =>
        arn.Split(':') is [_, _, _, { Length: > 0 } region, { Length: > 0 } account, ..] ? [new CardField("account", $"{account}, {region}")] : [];
}
