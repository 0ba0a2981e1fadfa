using System.Text.Json.Nodes;

using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;

using OpsAgent.Chat.Rendering.Slack;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Functions.ChatServices.Slack;

/// <summary>Answers to Slack's requests, and words that only the person who sent one sees.</summary>
/// <param name="api">Null where nothing is sent to Slack.</param>
internal sealed class SlackAnswers(SlackApi? api)
{
    /// <summary>Taken, and nothing to say.</summary>
    public static APIGatewayProxyResponse Acknowledged => Response("text/plain", string.Empty);

    public static APIGatewayProxyResponse Challenge(string challenge) => Json(new JsonObject { ["challenge"] = challenge });

    /// <summary>Closes the form.</summary>
    public static APIGatewayProxyResponse Closed => Json(new JsonObject { ["response_action"] = "clear" });

    /// <summary>Leaves the form as it is, with what is wrong below its input.</summary>
    public static APIGatewayProxyResponse WrongInput(string block, string message) =>
        Json(new JsonObject { ["response_action"] = "errors", ["errors"] = new JsonObject { [block] = message } });

    /// <summary>Shows another form in place of the one that was sent.</summary>
    public static APIGatewayProxyResponse Replaced(JsonObject view) => Json(new JsonObject { ["response_action"] = "update", ["view"] = view });

    /// <returns>An answer that says it, or null where Slack shows nobody the answer.</returns>
    public static APIGatewayProxyResponse? Of(SlackRequest? slack, string text) => slack?.Type switch
    {
        "command" => Json(new JsonObject { ["response_type"] = "ephemeral", ["text"] = SlackText.Escape(text) }),
        "view_submission" => Replaced(DecisionView.Saying(text)),
        _ => null,
    };

    /// <summary>Says it to the person alone: in the answer, or by a message where Slack shows nobody the answer.</summary>
    public async Task<APIGatewayProxyResponse> TellAsync(SlackRequest slack, string text, ILambdaLogger log, CancellationToken cancellationToken)
    {
        if (Of(slack, text) is { } answer)
        {
            return answer;
        }

        var (channel, thread, _) = slack.Origin;
        if (api is not null && channel is not null && slack.UserId is { } user)
        {
            var message = new JsonObject { ["channel"] = channel, ["text"] = SlackText.Escape(text) };
            if (thread is not null)
            {
                message["thread_ts"] = thread;
            }

            // A direct message is seen by nobody else anyway.
            var isDirect = channel.StartsWith('D');
            if (!isDirect)
            {
                message["user"] = user;
            }

            try
            {
                await api.CallAsync(isDirect ? "chat.postMessage" : "chat.postEphemeral", message, cancellationToken);
            }
            catch (Exception e) when (e is SlackApiException or AwsException or OperationCanceledException)
            {
                log.LogError($"ERROR not told: {e.Message}");
            }
        }

        return Acknowledged;
    }

    private static APIGatewayProxyResponse Json(JsonObject body) => Response("application/json", body.ToJsonString());

    private static APIGatewayProxyResponse Response(string type, string body) => new()
    {
        StatusCode = 200,
        Headers = new Dictionary<string, string> { ["Content-Type"] = type, ["Cache-Control"] = "no-store", ["X-Content-Type-Options"] = "nosniff" },
        Body = body,
    };
}
