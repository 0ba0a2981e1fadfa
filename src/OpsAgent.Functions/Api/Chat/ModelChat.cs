using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Chat.Model;
using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Cards;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Text;
using OpsAgent.Functions.Api.Pipeline;

namespace OpsAgent.Functions.Api.Chat;

/// <summary>
/// Answers a message with a model. Its diagnostics are validated and run by the route's own handler as anybody's request
/// would be. It proposes, records and posts nothing: asked for that, it is told the sentence that the user would type.
/// </summary>
internal sealed class ModelChat(ModelConversation talk, OperationCatalog catalog, ChatOperations operations, ChatActions actions)
{
    private const int MaxCards = 8;

    private readonly IReadOnlyList<ModelTool> _tools = ModelTool.Of(catalog);

    /// <returns>The answer; without one, because nothing was done, the note for whoever answers instead.</returns>
    public async Task<(ChatReply? Reply, string? Note)> AnswerAsync(string message, Session session, ApiCall call, CancellationToken cancellationToken)
    {
        var memory = session.Memory;
        var (cards, found) = (new List<Card>(), new List<string>());
        var answer = await talk.AnswerAsync(message, session.Turns, _tools, RunAsync, cancellationToken);
        if (answer is ModelAnswer.Said said)
        {
            return (new ChatReply(Sanitizer.Text(said.Words), [.. cards.TakeLast(MaxCards)], memory), null);
        }

        var (failure, detail) = (ModelAnswer.None)answer;
        call.Log.LogError($"ERROR {call.Request.CorrelationId} chat model: {failure}: {detail}");
        return cards.Count == 0
            ? (null, ModelNotes.ParserAnswers(failure))
            : (new ChatReply(string.Join('\n', found), [.. cards.TakeLast(MaxCards)], memory, ModelNotes.ToolsAnswer(failure)), null);

        async Task<ModelPart.Result> RunAsync(ModelPart.Call asked)
        {
            if (asked.Tool is ModelTool.ListProposals or ModelTool.ShowProposal)
            {
                return await LookAsync(asked);
            }

            var operation = catalog.Operations.FirstOrDefault(o => o.Name == asked.Tool);
            if (operation is null)
            {
                return Failed(asked, new Refusal(ErrorCode.UnknownOperation, $"There is no tool of this name. There are: {string.Join(", ", _tools.Select(t => t.Name))}."));
            }

            if (!operation.Parameters.Validate(asked.Input).Succeeded(out _, out var refusal))
            {
                return Failed(asked, refusal);
            }

            if (operation is not DiagnosticOperation)
            {
                return Failed(asked, new Refusal(ErrorCode.PolicyDenied, HowToAsk(operation)));
            }

            var body = await operations.RunAsync(operation.Name, asked.Input, call, byModel: true);
            return Take(asked, body, actions.Answered(operation.Name, asked.Input, null, body, memory));
        }

        async Task<ModelPart.Result> LookAsync(ModelPart.Call asked)
        {
            if (asked.Tool is ModelTool.ListProposals)
            {
                var pending = await operations.ListAsync(call, byModel: true);
                return Take(asked, pending, ChatActions.Pending(null, pending, memory));
            }

            var body = await operations.ShowAsync(asked.Input.Text("proposal_id") ?? string.Empty, call, byModel: true);
            return Take(asked, body, ChatActions.Shown(null, body, memory));
        }

        ModelPart.Result Take(ModelPart.Call asked, ApiBody body, ChatReply reply)
        {
            memory = reply.Memory;
            cards.AddRange(reply.Cards);
            found.Add(reply.Text);
            return body.Error is { } error ? Failed(asked, error) : new ModelPart.Result(asked.Id, ForModel(body.Content), Failed: false);
        }
    }

    private static string HowToAsk(Operation operation) =>
        $"Only the user can ask for {operation.Name}, and nothing was done. They write what they want as a message of its own.";

    private static ModelPart.Result Failed(ModelPart.Call asked, Refusal refusal) => new(
        asked.Id,
        new JsonObject { ["error"] = new JsonObject { ["code"] = WireName.Of(refusal.Code), ["message"] = Sanitizer.Text(refusal.Message) } }.ToElement(),
        Failed: true);

    private static JsonElement ForModel(ApiContent content) => Sanitizer.Json(content.ToJson()).ToElement();
}
