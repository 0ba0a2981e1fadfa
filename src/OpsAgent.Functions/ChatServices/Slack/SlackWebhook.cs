using System.Net.Http.Headers;
using System.Text;

using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;

using OpsAgent.Chat.Rendering.Slack;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Rates;
using OpsAgent.Functions.Api.Pipeline;

namespace OpsAgent.Functions.ChatServices.Slack;

/// <summary>
/// Slack's door: checks the signature and whose request it is, and answers within the three seconds that Slack waits.
/// <list type="table">
/// <item><term>slash command, mention, direct message, draft's button</term><description>handed to ChatWorker; acknowledged when that has taken it</description></item>
/// <item><term>approve, deny, withdraw</term><description>opens the form that decides, with the plan as Proposals has it now</description></item>
/// <item><term>that form's submit</term><description>goes to Proposals as it came; a refusal is said in the form</description></item>
/// </list>
/// What Slack did not sign gets 401. What it signed gets 200 whatever happens, and the person is told where it came to nothing.
/// </summary>
/// <param name="worker">Null where there is none: then words are not answered.</param>
internal sealed class SlackWebhook(
    SlackRequestVerifier verifier,
    Authenticator authenticator,
    SlackDecisions decisions,
    SlackAnswers answers,
    IChatWorker? worker,
    IRateCounter events,
    RefusedCallers refused,
    TimeProvider time) : IChatServiceWebhook
{
    /// <summary>A message has 40000 characters at most, which stand in an event twice and escaped.</summary>
    public const int MaxBodyBytes = 512 * 1024;

    private const string Signature = "X-Slack-Signature";
    private const string Timestamp = "X-Slack-Request-Timestamp";
    private const string NotTaken = "OpsAgent could not take this on, so nothing was done. Try again in a minute; if it stays so, ask an OpsAgent administrator to look at GET /health.";

    // Of Slack's three seconds; the rest is the way here and back. What comes first leaves time to say that it failed.
    private static readonly TimeSpan AnswersWithin = TimeSpan.FromSeconds(2.4);
    private static readonly TimeSpan HandsOverWithin = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan CountsWithin = TimeSpan.FromSeconds(0.4);

    private static readonly string?[] MessagesOfPeople = [null, "file_share", "thread_broadcast"];

    public async Task<APIGatewayProxyResponse> HandleAsync(APIGatewayProxyRequest request, ILambdaLogger log, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(AnswersWithin, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        if (BodyOf(request) is not { } body)
        {
            var tooLarge = new Refusal(ErrorCode.PayloadTooLarge, $"The body is larger than {MaxBodyBytes} bytes.");
            return await refused.AnswerAsync(request, tooLarge, tooLarge, log, cancellationToken);
        }

        var slack = SlackRequest.Read(body);
        try
        {
            // Slack looks at the certificate, and signs nothing.
            return slack is { Type: "ssl_check" } ? SlackAnswers.Acknowledged
                : await AnswerAsync(request, new SignedRequest(RequestSource.Slack, body, Headers.Find(request, Signature) ?? string.Empty, Headers.Find(request, Timestamp)), log, stop.Token);
        }
#pragma warning disable CA1031 // Slack shows people nothing of a 500; what it was goes to the log.
        catch (Exception e)
#pragma warning restore CA1031
        {
            log.LogError($"ERROR not answered as asked: {(e is AwsException or SlackApiException or OperationCanceledException ? e.Message : e.ToString())}");
            return SlackAnswers.Of(slack, NotTaken) ?? SlackAnswers.Acknowledged;
        }
    }

    private async Task<APIGatewayProxyResponse> AnswerAsync(APIGatewayProxyRequest request, SignedRequest signed, ILambdaLogger log, CancellationToken cancellationToken)
    {
        if (!(await verifier.CheckSignatureAsync(signed, cancellationToken)).Succeeded(out var slack, out var refusal))
        {
            return await refused.AnswerAsync(request, refusal, log, cancellationToken);
        }

        if (!HasMediaType(request, signed.Body.StartsWith('{') ? "application/json" : "application/x-www-form-urlencoded"))
        {
            var odd = new Refusal(ErrorCode.UnsupportedMediaType, "The header Content-Type is not that of the body.");
            return await refused.AnswerAsync(request, odd, odd, log, cancellationToken);
        }

        if (slack.Type == "url_verification" && slack.Content.Text("challenge") is { } challenge)
        {
            return SlackAnswers.Challenge(challenge);
        }

        if (!IsForUs(slack) || await IsRepeatedAsync(slack, log, cancellationToken))
        {
            return SlackAnswers.Acknowledged;
        }

        if (!(await authenticator.CheckAsync(new Credentials(ApiKey: null, BearerToken: null, signed), cancellationToken)).Succeeded(out var authentication, out refusal))
        {
            return await refused.AnswerAsync(request, refusal, log, cancellationToken);
        }

        var account = authentication.Signed!.Account;
        if (!(await authenticator.IdentifyAsync(authentication, named: null, RequestSource.Slack, cancellationToken)).Succeeded(out _, out refusal))
        {
            // Looking at the app's page asks for nothing.
            return slack.Event.Text("type") == "app_home_opened" ? SlackAnswers.Acknowledged
                : await answers.TellAsync(slack, (await refused.RecordAsync(request, account, refusal, log, cancellationToken)).Message, log, cancellationToken);
        }

        return slack.Type == "view_submission" ? await decisions.SubmitAsync(slack, authentication.Signed.Decision, signed, request, log, cancellationToken)
            : slack.Action.Text("action_id") is SlackActions.Approve or SlackActions.Deny or SlackActions.Withdraw ? await decisions.OpenAsync(slack, signed, request, log, cancellationToken)
            : await HandOverAsync(slack, new ChatJob(account.Value, signed), log, cancellationToken);
    }

    private async Task<APIGatewayProxyResponse> HandOverAsync(SlackRequest slack, ChatJob job, ILambdaLogger log, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(HandsOverWithin, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await (worker ?? throw new AwsException(ErrorCode.AwsServiceError, "lambda:InvokeFunction", "ChatWorker", "There is no function ChatWorker.")).EnqueueAsync(job, stop.Token);
            return SlackAnswers.Acknowledged;
        }
        catch (Exception e) when (e is AwsException or OperationCanceledException)
        {
            log.LogError($"ERROR not handed to ChatWorker: {e.Message}");
            return await answers.TellAsync(slack, NotTaken, log, cancellationToken);
        }
    }

    // Of an event Slack waits for an answer too, and sends it again after one that came late.
    private async Task<bool> IsRepeatedAsync(SlackRequest slack, ILambdaLogger log, CancellationToken cancellationToken)
    {
        if (slack.Type != "event_callback" || slack.Content.Text("event_id") is not { } id)
        {
            return false;
        }

        using var limit = new CancellationTokenSource(CountsWithin, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await events.CountAsync($"slack-event#{id}", RateWindow.At(slack.EventTime ?? time.GetUtcNow()), stop.Token) > 1;
        }
        catch (Exception e) when (e is AwsException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // ChatWorker does each job once as well.
            log.LogError($"ERROR event not counted: {e.Message}");
            return false;
        }
    }

    private static bool IsForUs(SlackRequest slack) => slack.Type switch
    {
        "command" => true,
        "view_submission" => slack.View.Text("callback_id") == SlackRequest.DecisionForm,
        "block_actions" => slack.Action.Text("action_id")
            is SlackActions.Approve or SlackActions.Deny or SlackActions.Withdraw or SlackActions.Confirm or SlackActions.Again,
        "event_callback" when slack.Event is var sent => !slack.IsOwn && sent.Text("bot_id") is null && sent.Text("type") switch
        {
            "app_mention" => MessagesOfPeople.Contains(sent.Text("subtype")),
            "message" => sent.Text("channel_type") == "im" && MessagesOfPeople.Contains(sent.Text("subtype")),
            "assistant_thread_started" or "app_home_opened" => true,
            _ => false,
        },
        _ => false,
    };

    /// <returns>Null where it is too large. What is not UTF-8 is nothing that Slack signed.</returns>
    private static string? BodyOf(APIGatewayProxyRequest request)
    {
        var body = request.Body ?? string.Empty;
        try
        {
            return body.Length > MaxBodyBytes * 2 ? null
                : (request.IsBase64Encoded ? Encoding.UTF8.GetString(Convert.FromBase64String(body)) : body) is var text && Encoding.UTF8.GetByteCount(text) > MaxBodyBytes ? null
                : text;
        }
        catch (FormatException)
        {
            return string.Empty;
        }
    }

    private static bool HasMediaType(APIGatewayProxyRequest request, string expected) =>
        MediaTypeHeaderValue.TryParse(Headers.Find(request, "Content-Type"), out var type)
        && string.Equals(type.MediaType, expected, StringComparison.OrdinalIgnoreCase)
        && Headers.Find(request, "Content-Encoding") is null or "identity";
}
