using System.Text.Json.Nodes;

using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;

using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Functions.ChatServices.Slack;

/// <summary>
/// Opens the form that a button of a proposal asks for, and hands its submit to Proposals, which alone decides. Nobody is asked to
/// wait for what a decision sets going: the proposal's message says that.
/// </summary>
/// <param name="api">Null where nothing is sent to Slack.</param>
internal sealed class SlackDecisions(SignedProposals proposals, SlackApi? api, SlackAnswers answers, IParameterStore parameters, AgentOptions options, TimeProvider time)
{
    private const string Unreadable = "This cannot be read, so nothing was decided. Press the button of the proposal's message again, or decide at the console.";
    private const string NotShown = "The proposal could not be read in time. Nothing was decided: press its button again, or decide at the console.";
    private const string NoAnswer = "There is no answer yet, and your decision may have been taken. The proposal's message says how it stands; if it does not change within a minute, decide again.";

    // A trigger of Slack's is good for three seconds, and so is a submit.
    private static readonly TimeSpan ReadsWithin = TimeSpan.FromSeconds(1.4);
    private static readonly TimeSpan DecidesWithin = TimeSpan.FromSeconds(2);

    /// <param name="slack">The press of a button.</param>
    public async Task<APIGatewayProxyResponse> OpenAsync(
        SlackRequest slack, SignedRequest signed, APIGatewayProxyRequest outer, ILambdaLogger log, CancellationToken cancellationToken)
    {
        var (channel, _, message) = slack.Origin;
        if (DecisionButton.TryParse(slack.Action.Text("value")) is not { } button || slack.Action.Text("action_id") != $"opsagent_{button.Action}" || slack.Content.Text("trigger_id") is not { } trigger)
        {
            return await answers.TellAsync(slack, Unreadable, log, cancellationToken);
        }

        try
        {
            var view = await ViewAsync(button with { Message = message is null ? null : $"{channel}:{message}" }, signed, outer, log, cancellationToken);
            await (api ?? throw new SlackApiException("views.open", "no_token", null)).CallAsync("views.open", new JsonObject { ["trigger_id"] = trigger, ["view"] = view }, cancellationToken);
            return SlackAnswers.Acknowledged;
        }
        catch (SlackApiException e)
        {
            log.LogError($"ERROR form not opened: {e.Message}");
            return await answers.TellAsync(slack, $"The form could not be opened: {e.Message} Nothing was decided: press the button again, or decide at the console.", log, cancellationToken);
        }
    }

    /// <param name="slack">The submit of the form.</param>
    /// <param name="decision">What it decides, as it was verified; null where it cannot be read.</param>
    public async Task<APIGatewayProxyResponse> SubmitAsync(
        SlackRequest slack, RequestedDecision? decision, SignedRequest signed, APIGatewayProxyRequest outer, ILambdaLogger log, CancellationToken cancellationToken)
    {
        if (decision is null)
        {
            return SlackAnswers.Replaced(DecisionView.Saying(Unreadable));
        }

        using var limit = new CancellationTokenSource(DecidesWithin, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await proposals.DecideAsync(decision, slack.Reason, signed, outer, stop.Token) switch
            {
                null => SlackAnswers.Closed,
                { Code: ErrorCode.ValidationError, Details: { } details } refusal when details.Text("field") == SlackRequest.ReasonInput => SlackAnswers.WrongInput(SlackRequest.ReasonInput, refusal.Message),
                var refusal => SlackAnswers.Replaced(DecisionView.Saying(refusal.Message)),
            };
        }
        catch (Exception e) when (e is AwsException or OperationCanceledException)
        {
            log.LogError($"ERROR no answer to a decision on {decision.ProposalId}: {e.Message}");
            return SlackAnswers.Replaced(DecisionView.Saying(NoAnswer));
        }
    }

    private async Task<JsonObject> ViewAsync(DecisionButton button, SignedRequest signed, APIGatewayProxyRequest outer, ILambdaLogger log, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(ReadsWithin, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return (await proposals.ShowAsync(button.ProposalId, signed, outer, stop.Token)).Succeeded(out var proposal, out var refusal)
                ? DecisionView.Of(proposal, button, options.Mode, await SlackSettings.ReadAsync(parameters, stop.Token))
                : DecisionView.Saying(refusal.Message);
        }
        catch (Exception e) when (e is AwsException or OperationCanceledException)
        {
            log.LogError($"ERROR {button.ProposalId} not shown: {e.Message}");
            return DecisionView.Saying(NotShown);
        }
    }
}
