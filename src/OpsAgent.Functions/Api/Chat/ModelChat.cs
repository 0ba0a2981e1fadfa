using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Chat.Model;
using OpsAgent.Chat.Reading;
using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Cards;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Text;
using OpsAgent.Functions.Api.Pipeline;

namespace OpsAgent.Functions.Api.Chat;

/// <summary>
/// Answers a message with a model. Its diagnostics are validated and run by the route's own handler as anybody's request
/// would be. Of changes, records and posts it may have one draft a message shown to the person, who alone can confirm it: the
/// model is never told its id, and no tool would take it.
/// </summary>
internal sealed class ModelChat(ModelConversation talk, OperationCatalog catalog, ChatOperations operations, ChatActions actions, ChatDrafts drafts)
{
    private const int MaxCards = 8;
    private const string Shown = "The draft was shown to the user as a card. Nothing is done, and only the user can confirm it.";
    private const string NoDraft = "No draft was shown, so nothing is changed, proposed, recorded or posted, whatever the answer says.";
    private const string WordsAlone = "These are a model's words alone: nothing was looked at, and nothing was changed.";

    private readonly IReadOnlyList<ModelTool> _tools = ModelTool.Of(catalog);

    /// <returns>The answer; without one, because nothing was done, the note for whoever answers instead.</returns>
    public async Task<(ChatReply? Reply, string? Note)> AnswerAsync(string message, Session session, ApiCall call, CancellationToken cancellationToken)
    {
        var progress = new Progress(session.Memory);
        var answer = await talk.AnswerAsync(message, session.Memory.TimeZone ?? "UTC", session.Turns, _tools, asked => RunAsync(asked, progress, call), cancellationToken);
        if (answer is ModelAnswer.Said said)
        {
            var note = progress.Draft is not null ? null : progress.WasRefused ? NoDraft : progress.Cards.Count == 0 ? WordsAlone : null;
            return (progress.Reply([Sanitizer.Text(said.Words)], note), null);
        }

        var (failure, detail) = (ModelAnswer.None)answer;
        call.Log.LogError($"ERROR {call.Request.CorrelationId} chat model: {failure}: {detail}");
        return progress.Cards.Count == 0 && progress.Draft is null
            ? (null, ModelNotes.ParserAnswers(failure))
            : (progress.Reply(progress.Found, ModelNotes.ToolsAnswer(failure)), null);
    }

    private async Task<ModelPart.Result> RunAsync(ModelPart.Call asked, Progress progress, ApiCall call)
    {
        switch (asked.Tool)
        {
            case ModelTool.ListProposals:
                var pending = await operations.ListAsync(call, byModel: true);
                return progress.Take(asked, pending, ChatActions.Pending(null, pending, progress.Memory));
            case ModelTool.ShowProposal:
                var proposal = await operations.ShowAsync(asked.Input.Text("proposal_id") ?? string.Empty, call, byModel: true);
                return progress.Take(asked, proposal, ChatActions.Shown(null, proposal, progress.Memory));
            case ModelTool.Draft:
                return await DraftAsync(asked, progress, call);
        }

        if (Find(asked.Tool) is not DiagnosticOperation operation)
        {
            return progress.Refuse(asked, new Refusal(ErrorCode.UnknownOperation, $"There is no tool of this name. There are: {string.Join(", ", _tools.Select(t => t.Name))}."));
        }

        if (!operation.Parameters.Validate(asked.Input).Succeeded(out _, out var refusal))
        {
            return Failed(asked, refusal);
        }

        var body = await operations.RunAsync(operation.Name, asked.Input, call, byModel: true);
        return progress.Take(asked, body, actions.Answered(operation.Name, asked.Input, null, body, progress.Memory));
    }

    private async Task<ModelPart.Result> DraftAsync(ModelPart.Call asked, Progress progress, ApiCall call)
    {
        if (progress.HasAskedForDraft)
        {
            return progress.Refuse(asked, new Refusal(ErrorCode.PolicyDenied, "One draft a message, and there was one. Tell the user to ask for the next one."));
        }

        if (Find(asked.Input.Text(ModelTool.DraftOperation)) is not { } operation || operation is DiagnosticOperation)
        {
            return progress.Refuse(asked, new Refusal(ErrorCode.UnknownOperation, $"{ModelTool.DraftOperation} must be one of those that the tool lists."));
        }

        var parameters = asked.Input.TryGetProperty(ModelTool.DraftParameters, out var given) ? given : default;
        if (!operation.Parameters.Validate(parameters).Succeeded(out _, out var refusal))
        {
            return progress.Refuse(asked, refusal);
        }

        return progress.TakeDraft(asked, await drafts.MakeAsync(new Intent.MakeDraft(operation.Name, parameters), progress.Memory, call, byModel: true));
    }

    private Operation? Find(string? name) => catalog.Operations.FirstOrDefault(o => o.Name == name);

    private static ModelPart.Result Failed(ModelPart.Call asked, Refusal refusal) => new(
        asked.Id,
        new JsonObject { ["error"] = new JsonObject { ["code"] = WireName.Of(refusal.Code), ["message"] = Sanitizer.Text(refusal.Message) } }.ToElement(),
        Failed: true);

    /// <summary>What came of one message so far.</summary>
    private sealed class Progress(Memory memory)
    {
        public Memory Memory { get; private set; } = memory;

        public List<Card> Cards { get; } = [];

        /// <summary>What was found, in words.</summary>
        public List<string> Found { get; } = [];

        public (DraftCard Card, string Text)? Draft { get; private set; }

        public bool HasAskedForDraft { get; private set; }

        /// <summary>Whether the model asked for a draft, or for what there is not, and did not get it.</summary>
        public bool WasRefused { get; private set; }

        public ModelPart.Result Take(ModelPart.Call asked, ApiBody body, ChatReply reply)
        {
            Add(reply);
            return body.Error is { } error ? Failed(asked, error) : new ModelPart.Result(asked.Id, Sanitizer.Json(body.Content.ToJson()).ToElement(), Failed: false);
        }

        public ModelPart.Result TakeDraft(ModelPart.Call asked, ChatReply reply)
        {
            HasAskedForDraft = true;
            if (reply.Cards is not [DraftCard card])
            {
                Add(reply);
                return Refuse(asked, new Refusal(ErrorCode.PolicyDenied, reply.Text));
            }

            (Memory, Draft) = (reply.Memory, (card, reply.Text));
            return new ModelPart.Result(asked.Id, new JsonObject { ["draft"] = Sanitizer.Text(card.Title), ["note"] = Shown }.ToElement(), Failed: false);
        }

        public ModelPart.Result Refuse(ModelPart.Call asked, Refusal refusal)
        {
            WasRefused = true;
            return Failed(asked, refusal);
        }

        // The draft stands last, in our words: what a yes would confirm is what was read last, whatever a model wrote above it.
        public ChatReply Reply(IEnumerable<string> words, string? note) => Draft is var (card, text)
            ? new ChatReply(string.Join('\n', [.. words, text]), [.. Cards.TakeLast(MaxCards - 1), card], Memory, note)
            : new ChatReply(string.Join('\n', words), [.. Cards.TakeLast(MaxCards)], Memory, note);

        private void Add(ChatReply reply)
        {
            Memory = reply.Memory;
            Cards.AddRange(reply.Cards);
            Found.Add(reply.Text);
        }
    }
}
