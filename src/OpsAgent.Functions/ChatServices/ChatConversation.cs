using System.Text.Json;
using System.Text.Json.Nodes;

using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;

using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Cards;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Api.Chat;
using OpsAgent.Functions.Api.Pipeline;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Functions.ChatServices;

/// <summary>The handlers of Chat, for the jobs that <paramref name="Jobs"/> takes.</summary>
internal sealed record ChatHandlers(OperationCatalog Catalog, ApiPipeline Pipeline, ChatFunction Chat, ChatOperations Operations, JobVerifier Jobs);

/// <param name="Text">Plain text.</param>
/// <param name="IsRefused">Whether the request itself was refused: then the text is for whoever sent it alone.</param>
internal sealed record ConversationAnswer(string Text, IReadOnlyList<Card> Cards, bool IsRefused = false);

/// <summary>
/// Chat's conversation, within one invocation of ChatWorker: the same pipeline, roles, limits and audit as <c>POST /chat</c>, in the
/// name of whoever sent the job. Proposals are made by the function Proposals, which verifies the job's signed request itself.
/// </summary>
internal sealed class ChatConversation(ChatHandlers handlers, ILambdaContext lambdaContext, InvocationDeadline deadline)
{
    public Task<ConversationAnswer> SayAsync(ChatJob job, SessionId session, string message) =>
        ChatAsync(job, new JsonObject { ["message"] = message, ["session_id"] = session.Value });

    /// <summary>Presses the button of a draft.</summary>
    public Task<ConversationAnswer> ConfirmAsync(ChatJob job, SessionId session, string draftId) =>
        ChatAsync(job, new JsonObject { ["confirm"] = draftId, ["session_id"] = session.Value });

    /// <summary>Proposes what an earlier proposal proposed: once for each person, however often it is asked for.</summary>
    public Task<ConversationAnswer> ProposeAgainAsync(ChatJob job, string proposalId) => AnswerAsync(job, [], async (call, _) =>
    {
        var shown = await handlers.Operations.ShowAsync(proposalId, call);
        if (shown.Error is { } refusal)
        {
            return refusal;
        }

        var before = (ProposalView)shown.Content.Value!;
        if (before is not { Plan: { } plan, Status: "expired" or "denied" or "withdrawn" or "rejected" or "failed" })
        {
            return Said(ChatActions.Shown("It is not proposed again, as this one is not over or was carried out.", shown, new Memory()));
        }

        var operation = handlers.Catalog.Operations.OfType<WriteOperation>().Single(o => o.Name == plan.Operation);
        return Said(ChatActions.Done(operation, await handlers.Operations.ConfirmAsync(operation, plan.Parameters, planHash: null, $"again-{before.ProposalId}", call), new Memory()));
    });

    private Task<ConversationAnswer> ChatAsync(ChatJob job, JsonObject body) => AnswerAsync(job, body, handlers.Chat.HandleAsync);

    private async Task<ConversationAnswer> AnswerAsync(ChatJob job, JsonObject body, Func<ApiCall, CancellationToken, Task<Outcome<ApiBody>>> handle)
    {
        handlers.Jobs.Job = job;
        ChatAnswer? answer = null;
        var response = await handlers.Pipeline.AnswerAsync(EventOf(job, body), lambdaContext, deadline, async (call, stop) =>
        {
            var outcome = await handle(call, stop);
            answer = outcome.Succeeded(out var made, out _) ? made.Content.Value as ChatAnswer : null;
            return outcome;
        });
        return answer is { } chat
            ? new ConversationAnswer(chat.Note is { } note ? $"{chat.Reply}\n{note}" : chat.Reply, chat.Cards)
            : new ConversationAnswer(JsonSerializer.Deserialize(response.Body, ProposalsJson.Default.AnswerStatus)?.Error?.Message ?? "It could not be done.", [], IsRefused: true);
    }

    private static Outcome<ApiBody> Said(ChatReply reply) =>
        new ApiBody(ApiContent.Of(new ChatAnswer(reply.Text, reply.Cards, string.Empty, reply.Note), ChatAnswerJson.Default.ChatAnswer));

    // The id is the same for a job that Lambda runs again.
    private static APIGatewayProxyRequest EventOf(ChatJob job, JsonObject body) => new()
    {
        Resource = "/chat",
        Path = "/chat",
        HttpMethod = "POST",
        Headers = new Dictionary<string, string> { [Headers.SignedRequest] = CredentialHeaders.Text(job.Request), ["Content-Type"] = "application/json" },
        Body = body.ToJsonString(),
        RequestContext = new APIGatewayProxyRequest.ProxyRequestContext { RequestId = CanonicalJson.Hash($"{job.Account}\n{job.Request.Body}")[..32] },
    };
}
