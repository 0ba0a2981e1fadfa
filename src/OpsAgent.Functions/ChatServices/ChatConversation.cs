using System.Text.Json;
using System.Text.Json.Nodes;

using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;

using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Cards;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Api.Chat;
using OpsAgent.Functions.Api.Pipeline;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Functions.ChatServices;

/// <summary>The handlers of Chat, for the jobs that <paramref name="Jobs"/> takes.</summary>
internal sealed record ChatHandlers(ApiPipeline Pipeline, ChatFunction Chat, JobVerifier Jobs);

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

    /// <summary>Presses "Propose again" of an ended proposal.</summary>
    public Task<ConversationAnswer> ProposeAgainAsync(ChatJob job, SessionId session, string proposalId) =>
        ChatAsync(job, new JsonObject { ["again"] = proposalId, ["session_id"] = session.Value });

    private async Task<ConversationAnswer> ChatAsync(ChatJob job, JsonObject body)
    {
        handlers.Jobs.Job = job;
        ChatAnswer? answer = null;
        var response = await handlers.Pipeline.AnswerAsync(EventOf(job, body), lambdaContext, deadline, async (call, stop) =>
        {
            var outcome = await handlers.Chat.HandleAsync(call, stop);
            answer = outcome.Succeeded(out var made, out _) ? made.Content.Value as ChatAnswer : null;
            return outcome;
        });
        return answer is { } chat
            ? new ConversationAnswer(chat.Note is { } note ? $"{chat.Reply}\n{note}" : chat.Reply, chat.Cards)
            : new ConversationAnswer(JsonSerializer.Deserialize(response.Body, ProposalsJson.Default.AnswerStatus)?.Error?.Message ?? "It could not be done.", [], IsRefused: true);
    }

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
