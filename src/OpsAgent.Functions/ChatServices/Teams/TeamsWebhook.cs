using System.Text;
using System.Text.Json.Nodes;

using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;

using OpsAgent.Chat.Rendering.Teams;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Rates;
using OpsAgent.Functions.Api.Chat;
using OpsAgent.Functions.Api.Pipeline;

namespace OpsAgent.Functions.ChatServices.Teams;

/// <summary>
/// <c>POST /teams/messages</c>, for the bot and for outgoing webhooks. Teams waits 15 s for a bot and 5 to 10 s for a webhook, and
/// shows people an error after that.
/// <list type="table">
/// <listheader><term>what comes</term><description>becomes</description></listheader>
/// <item><term>no proof, or a wrong one</term><description>401 or 403 without a word, audited, slowed</description></item>
/// <item><term>a decision's button</term><description>a decision at Proposals, at once, with the request itself for credentials; its answer is the card</description></item>
/// <item><term>any other button, a message, the bot's coming</term><description>a job of ChatWorker; it was taken</description></item>
/// <item><term>a message to an outgoing webhook</term><description>a job of ChatWorker that is waited for; its answer is the message</description></item>
/// </list>
/// </summary>
internal sealed class TeamsWebhook(
    ISignedRequestVerifier verifier,
    IParameterStore parameters,
    IChatWorker worker,
    ITeamsAnswers answers,
    SignedProposals proposals,
    RefusedCallers refused,
    IRateCounter counter,
    TimeProvider time) : IChatServiceWebhook
{
    /// <summary>How long a decision is waited for.</summary>
    public static TimeSpan DecisionTimeout { get; } = TimeSpan.FromSeconds(8);

    /// <summary>How long the answer to an outgoing webhook is waited for.</summary>
    public static TimeSpan AnswerTimeout { get; } = TimeSpan.FromSeconds(4);

    private const int MinReasonLength = 3;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public async Task<APIGatewayProxyResponse> HandleAsync(APIGatewayProxyRequest request, ILambdaLogger log, CancellationToken cancellationToken)
    {
        if (request.Body?.Length > TeamsActivity.MaxLength * 2)
        {
            return TeamsMessage.Empty(413);
        }

        var signed = new SignedRequest(RequestSource.Teams, BodyOf(request) ?? string.Empty, Headers.Find(request, CredentialHeaders.Authorization)?.Trim() ?? string.Empty);
        try
        {
            if (!(await verifier.VerifyAsync(signed, cancellationToken)).Succeeded(out var verified, out var refusal))
            {
                return await RefuseAsync(request, signed, refusal, log, cancellationToken);
            }

            var activity = TeamsActivity.TryParse(signed.Body)!;
            var job = new ChatJob(verified.Account.Value, signed);
            return !verified.InPerson ? await AnswerAsync(job, activity, log, cancellationToken)
                : activity.Type == "invoke" ? await InvokeAsync(job, activity, verified.Decision, request, log, cancellationToken)
                : await TakeAsync(job, activity, log, cancellationToken);
        }
        catch (Exception e) when (e is AwsException || (e is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            log.LogError($"ERROR a request of Teams was not taken: {e.Message}");
            return TeamsMessage.Empty(503);
        }
    }

    private static string? BodyOf(APIGatewayProxyRequest request)
    {
        try
        {
            return request is { IsBase64Encoded: true, Body: { } body } ? Strict.GetString(Convert.FromBase64String(body)) : request.Body;
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            return null;
        }
    }

    private async Task<APIGatewayProxyResponse> TakeAsync(ChatJob job, TeamsActivity activity, ILambdaLogger log, CancellationToken cancellationToken)
    {
        var isForUs = activity.Type == "message" || (activity.Type == "conversationUpdate" && activity.IsArrival);
        if (isForUs && await IsFirstAsync(activity, log, cancellationToken))
        {
            await worker.EnqueueAsync(job, cancellationToken);
        }

        return TeamsMessage.Empty(200);
    }

    private async Task<APIGatewayProxyResponse> InvokeAsync(
        ChatJob job, TeamsActivity activity, RequestedDecision? decision, APIGatewayProxyRequest request, ILambdaLogger log, CancellationToken cancellationToken)
    {
        if (activity.Name != "adaptiveCard/action")
        {
            // As the Bot Framework answers what a bot has not.
            return TeamsMessage.Empty(501);
        }

        try
        {
            if (decision is not null)
            {
                return await DecideAsync(job.Request, decision, activity.Action?.Reason, request, cancellationToken);
            }

            if (activity.Action is not { IsPressed: true, Verb: CardActions.Confirm or CardActions.Again } action)
            {
                return TeamsMessage.InvokeError("There is no such button.");
            }

            // A conversation is its owner's, though others read along in the channel.
            if (action.Verb == CardActions.Confirm && action.Text("s") != TeamsReplies.SessionOf(job.Account, activity).Value)
            {
                return TeamsMessage.InvokeText("Only the person who asked for this draft can confirm it. Ask for it yourself to get one of your own.");
            }

            if (await IsFirstAsync(activity, log, cancellationToken))
            {
                await worker.EnqueueAsync(job, cancellationToken);
            }

            // A draft is its owner's, and so is its card; the card of a proposal is everybody's and stays.
            return action.Verb == CardActions.Confirm
                ? TeamsMessage.InvokeCard(AdaptiveCards.Of("On its way. This message shows what comes of it in a moment.", []))
                : TeamsMessage.InvokeText("It is being proposed again, in your name. A message of its own follows.");
        }
        catch (AwsException e)
        {
            log.LogError($"ERROR a button of Teams: {e.Message}");
            return TeamsMessage.InvokeText(e.Message);
        }
    }

    private async Task<APIGatewayProxyResponse> DecideAsync(
        SignedRequest signed, RequestedDecision decision, string? reason, APIGatewayProxyRequest request, CancellationToken cancellationToken)
    {
        if (decision.Action != CardActions.Approve && reason is not { Length: >= MinReasonLength })
        {
            return TeamsMessage.InvokeText($"Say why, in at least {MinReasonLength} characters: the requester and the audit get it. Nothing was decided.");
        }

        try
        {
            return await CarryOutAsync(signed, decision, reason, request, cancellationToken).WaitAsync(DecisionTimeout, time, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException || (e is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            return TeamsMessage.InvokeText("Your decision is on its way and not answered yet. This message shows it as soon as it is stored; if it does not within a minute, press again.");
        }
    }

    private async Task<APIGatewayProxyResponse> CarryOutAsync(
        SignedRequest signed, RequestedDecision decision, string? reason, APIGatewayProxyRequest request, CancellationToken cancellationToken)
    {
        if (await proposals.DecideAsync(decision, reason, signed, request, cancellationToken) is { } refusal)
        {
            return TeamsMessage.InvokeText(refusal.Message);
        }

        return (await proposals.ShowAsync(decision.ProposalId, signed, request, cancellationToken)).Succeeded(out var view, out _)
            ? TeamsMessage.InvokeCard(AdaptiveCards.OfProposal(ChatCards.Of(view), new CardButtons(AreExecuted: true, Console: (await TeamsSettings.ReadAsync(parameters, cancellationToken))?.Console)))
            : TeamsMessage.InvokeText("Your decision is stored. This message shows it in a moment.");
    }

    private async Task<APIGatewayProxyResponse> AnswerAsync(ChatJob job, TeamsActivity activity, ILambdaLogger log, CancellationToken cancellationToken)
    {
        if (activity.Type != "message")
        {
            return TeamsMessage.Empty(200);
        }

        // The signature of a webhook holds for whoever saw it: without the count, it is not taken.
        if (await CountAsync(activity, cancellationToken) != 1)
        {
            return TeamsMessage.Json(200, new JsonObject { ["type"] = "message", ["text"] = "This message was answered before." });
        }

        try
        {
            return TeamsMessage.Json(200, (await answers.AskAsync(job, cancellationToken).WaitAsync(AnswerTimeout, time, cancellationToken)).ToNode()!);
        }
        catch (Exception e) when (e is AwsException or TimeoutException)
        {
            log.LogError($"ERROR an outgoing webhook of Teams got no answer: {e.Message}");
            return TeamsMessage.Json(200, new JsonObject
            {
                ["type"] = "message",
                ["text"] = "I am working on it, but Teams waits no longer, and an outgoing webhook cannot be answered later. Ask again in a moment; the OpsAgent bot and the console have no such limit.",
            });
        }
    }

    private async Task<bool> IsFirstAsync(TeamsActivity activity, ILambdaLogger log, CancellationToken cancellationToken)
    {
        try
        {
            return await CountAsync(activity, cancellationToken) == 1;
        }
        catch (AwsException e)
        {
            // Twice is better than never: nothing is done twice by it.
            log.LogError($"ERROR an activity of Teams was not counted: {e.Message}");
            return true;
        }
    }

    // The window of the activity's own time: the same whenever it is sent again.
    private Task<long> CountAsync(TeamsActivity activity, CancellationToken cancellationToken) => counter.CountAsync(
        $"teams#{activity.Conversation?.Id}#{activity.Id}", RateWindow.At(Timestamps.TryParse(activity.Timestamp ?? string.Empty, out var at) ? at : time.GetUtcNow()), cancellationToken);

    private async Task<APIGatewayProxyResponse> RefuseAsync(APIGatewayProxyRequest request, SignedRequest signed, Refusal refusal, ILambdaLogger log, CancellationToken cancellationToken)
    {
        if (refusal.Details is { } details && details.TryGetProperty(AuthenticationFailure.Reason, out var reason) && reason.ValueEquals(TeamsRequestVerifier.NoAccount))
        {
            // Teams' own, and nobody's: of an app, or of Teams itself.
            return TeamsMessage.Empty(200);
        }

        // The Bot Framework's word for a request of another's is 403.
        var answer = await refused.AnswerAsync(request, refusal, log, cancellationToken);
        answer.StatusCode = answer.StatusCode == 401 && signed.Proof.Length > 0 ? 403 : answer.StatusCode;
        return answer;
    }
}
