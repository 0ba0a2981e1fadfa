using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;

using OpsAgent.Core.Identity;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Functions.ChatServices;

/// <summary>
/// What chat services send: no authorizer and no API key stands before it, so that each door checks the service's signature
/// itself. It decides nothing and works on nothing: a decision goes to the function Proposals, which checks it again, everything
/// else to ChatWorker.
/// </summary>
/// <param name="teams">Null where nothing of Teams is taken.</param>
internal sealed class ChatWebhooksFunction(IChatServiceWebhook slack, IChatServiceWebhook? teams, RefusedCallers refused)
{
    public const string SlackCommands = "/slack/commands";
    public const string SlackEvents = "/slack/events";
    public const string SlackInteractions = "/slack/interactions";
    public const string TeamsMessages = "/teams/messages";

    public Task<APIGatewayProxyResponse> HandleAsync(APIGatewayProxyRequest request, ILambdaContext lambdaContext, InvocationDeadline deadline) =>
        (request.HttpMethod, request.Path) switch
        {
            ("POST", SlackCommands or SlackEvents or SlackInteractions) => slack.HandleAsync(request, lambdaContext.Logger, deadline.Work),
            ("POST", TeamsMessages) when teams is not null => teams.HandleAsync(request, lambdaContext.Logger, deadline.Work),
            _ => refused.AnswerAsync(request, AuthenticationFailure.Create("no_credentials", "No chat service sends to this path."), lambdaContext.Logger, deadline.Work),
        };
}
