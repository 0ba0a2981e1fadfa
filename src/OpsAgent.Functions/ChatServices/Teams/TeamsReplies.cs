using System.Text.Json.Nodes;

using Amazon.Lambda.Core;

using OpsAgent.Chat.Messages;
using OpsAgent.Chat.Rendering.Teams;
using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Cards;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Rates;

namespace OpsAgent.Functions.ChatServices.Teams;

/// <summary>
/// Answers what people write and press in Teams, where they did.
/// <list type="table">
/// <listheader><term>job</term><description>the answer</description></listheader>
/// <item><term>a message to the bot</term><description>in its thread or chat</description></item>
/// <item><term>a draft's button</term><description>takes the draft's place; the proposal's own message, where it became one</description></item>
/// <item><term>"Propose again"</term><description>the new proposal's message beside the old one</description></item>
/// <item><term>the bot's coming</term><description>a greeting</description></item>
/// <item><term>a message to an outgoing webhook</term><description>the answer itself, for ChatWebhooks to give (<see cref="AnswerAsync"/>)</description></item>
/// </list>
/// </summary>
internal sealed class TeamsReplies(
    ChatConversation conversation, IParameterStore parameters, TeamsConnector connector, IShownProposals shown, IRateCounter rates, AgentOptions options, TimeProvider time) : IChatServiceReplies
{
    private const string Greeting =
        "Hello, I am OpsAgent. Mention me and ask in your own words: \"what is going on?\", \"how is web-2?\", \"reboot web-2, it hangs\". "
        + "I look at once; a change I show you first, and then somebody else approves it. Write help for more.";

    /// <summary>The conversation of one person in one channel's thread or chat.</summary>
    /// <param name="account">The <see cref="ChatAccount"/>'s value.</param>
    public static SessionId SessionOf(string account, TeamsActivity activity) => SessionId.Of($"{account} {activity.Conversation?.Id}");

    public async Task ReplyAsync(ChatJob job, ILambdaLogger log, CancellationToken cancellationToken)
    {
        if (await TeamsSettings.ReadAsync(parameters, cancellationToken) is not { } settings || TeamsActivity.TryParse(job.Request.Body) is not { Conversation.Id: { Length: > 0 } place } activity)
        {
            log.LogError($"ERROR a job of Teams' was dropped: {ParameterNames.Teams} is missing, or it is none.");
            return;
        }

        var work = new Work(job, activity, place, settings, log, cancellationToken);
        await (activity switch
        {
            { Type: "message" } => SayAsync(work),
            { IsArrival: true } => SendAsync(work, AdaptiveCards.Of(Greeting, []), Greeting),
            { Action: { IsPressed: true, Verb: CardActions.Confirm or CardActions.Again } action } => PressAsync(work, action),
            _ => Task.CompletedTask,
        });
    }

    /// <returns>The message that answers one to an outgoing webhook: a card without buttons but links.</returns>
    public async Task<JsonObject> AnswerAsync(ChatJob job, CancellationToken cancellationToken)
    {
        var activity = TeamsActivity.TryParse(job.Request.Body) ?? throw new InvalidOperationException("ChatWebhooks handed over what is no activity.");
        var answer = await SayAsync(job, activity);
        var console = (await TeamsSettings.ReadAsync(parameters, cancellationToken))?.Console;
        return TeamsMessage.OfCard(AdaptiveCards.Of(answer.Text, answer.Cards, new CardButtons(AreExecuted: false, Console: console)), answer.Text);
    }

    public async Task UpdateAsync(Proposal proposal, ILambdaLogger log, CancellationToken cancellationToken)
    {
        if (await TeamsSettings.ReadAsync(parameters, cancellationToken) is not { } settings)
        {
            return;
        }

        var authority = await new RoleDirectory(parameters).ReadAsync(cancellationToken);
        var card = ProposalCards.Of(proposal, authority, options, time.GetUtcNow());
        var asked = proposal.Status is ProposalStatus.Pending && settings.ApprovalConversation is { } approvals ? new ShownMessage(approvals, null) : null;
        await MessagesFor(log).ShowAsync(proposal.Id, proposal.Version, MessageOf(card, settings), asked, cancellationToken);
    }

    private Task<ConversationAnswer> SayAsync(ChatJob job, TeamsActivity activity) =>
        conversation.SayAsync(job, SessionOf(job.Account, activity), activity.Message() is { Length: > 0 } message ? message : "help");

    private async Task SayAsync(Work work)
    {
        var answer = await SayAsync(work.Job, work.Activity);
        if (answer.IsRefused || !await ShownAsProposalAsync(work, answer, messageId: null))
        {
            await SendAsync(work, CardOf(work, answer), answer.Text);
        }
    }

    private async Task PressAsync(Work work, TeamsAction action)
    {
        if (!await IsFirstAsync(work))
        {
            work.Log.LogError("ERROR a button that was pressed once has been handed over again, and nothing was done: an earlier attempt at it failed.");
            return;
        }

        var isDraft = action.Verb == CardActions.Confirm;
        var answer = (isDraft, action.Text("c"), action.Text("a")) switch
        {
            // A conversation is its owner's, though others read along in the channel.
            (true, { } draft, _) when action.Text("s") == work.Session.Value => await conversation.ConfirmAsync(work.Job, work.Session, draft),
            (false, _, { } proposal) => await conversation.ProposeAgainAsync(work.Job, work.Session, proposal),
            _ => new ConversationAnswer("Only the person who asked for this draft can confirm it. Ask for it yourself to get one of your own.", [], IsRefused: true),
        };
        var replaced = isDraft ? work.Activity.ReplyToId : null;
        if (!answer.IsRefused && await ShownAsProposalAsync(work, answer, replaced))
        {
            return;
        }

        if (replaced is null)
        {
            await SendAsync(work, CardOf(work, answer), answer.Text);
            return;
        }

        await connector.UpdateAsync(work.Activity.ServiceUrl, work.Conversation, replaced, TeamsMessage.OfCard(CardOf(work, answer), answer.Text), work.Stop);
    }

    /// <returns>False where the answer is not one open proposal, or that has its message there already.</returns>
    private async Task<bool> ShownAsProposalAsync(Work work, ConversationAnswer answer, string? messageId)
    {
        if (answer.Cards is not [ProposalCard { Status: "pending" or "validating" } card] || ProposalId.TryParse(card.ProposalId) is not { } id || IsApprovals(work))
        {
            return false;
        }

        // What is stored meanwhile is newer than this.
        return await MessagesFor(work.Log).ShowAsync(id, version: 0, MessageOf(card, work.Settings), new ShownMessage(work.Conversation, null) { MessageId = messageId }, work.Stop);
    }

    // In the approvals' own channel the proposal's message comes by itself.
    private static bool IsApprovals(Work work) => work.Settings.ApprovalConversation is { } approvals && work.Conversation.Split(';')[0] == approvals;

    private static JsonObject MessageOf(ProposalCard card, TeamsSettings settings) =>
        TeamsMessage.OfCard(AdaptiveCards.OfProposal(card, new CardButtons(AreExecuted: true, Console: settings.Console)), $"{card.Title} {card.Status}");

    private static JsonObject CardOf(Work work, ConversationAnswer answer) => AdaptiveCards.Of(
        answer.Text,
        IsApprovals(work) && answer.Cards is [ProposalCard { Status: "pending" or "validating" }] ? [] : answer.Cards,
        new CardButtons(AreExecuted: true, work.Session.Value, work.Settings.Console));

    private Task<string> SendAsync(Work work, JsonObject card, string summary) => connector.SendAsync(work.Activity.ServiceUrl, work.Conversation, TeamsMessage.OfCard(card, summary), work.Stop);

    private ProposalMessages MessagesFor(ILambdaLogger log) => new(RequestSource.Teams, shown, (proposal, place, stop) => ShowAsync(proposal, place, log, stop), TeamsConnector.Timeout * 4, time);

    private async Task<(ShownMessage Conversation, DateTimeOffset? HeldUntil)> ShowAsync(ShownProposal proposal, ShownMessage place, ILambdaLogger log, CancellationToken cancellationToken)
    {
        try
        {
            return (await CallAsync(proposal, place, cancellationToken), null);
        }
        catch (TeamsConnectorException e) when (e.IsGone && place is { MessageId: not null, IsReposted: false })
        {
            // It was deleted; once, it is posted anew.
            return await ShowAsync(proposal, place with { MessageId = null, IsReposted = true }, log, cancellationToken);
        }
        catch (TeamsConnectorException e) when (e.IsGone || e.Status is 400 or 413)
        {
            log.LogError($"ERROR {proposal.Proposal} is not shown in a conversation of Teams any more: {e.Message}");
            return (place with { IsGone = true }, null);
        }
        catch (TeamsConnectorException e) when (e.RetryAfter is { } wait)
        {
            return (place, time.GetUtcNow() + wait);
        }
    }

    private async Task<ShownMessage> CallAsync(ShownProposal proposal, ShownMessage place, CancellationToken cancellationToken)
    {
        var content = (JsonObject)proposal.Content.ToNode()!;
        if (place.MessageId is { } message)
        {
            await connector.UpdateAsync(serviceUrl: null, place.Channel, message, content, cancellationToken);
            return place with { Version = proposal.Version };
        }

        return place with { Version = proposal.Version, MessageId = await connector.SendAsync(serviceUrl: null, place.Channel, content, cancellationToken) };
    }

    // Lambda may hand over a job twice: what only asks is then answered again; what does something is not done again.
    private async Task<bool> IsFirstAsync(Work work) => await rates.CountAsync(
        $"teams-job#{work.Conversation}#{work.Activity.Id}", RateWindow.At(Timestamps.TryParse(work.Activity.Timestamp ?? string.Empty, out var at) ? at : time.GetUtcNow()), work.Stop) == 1;

    private sealed record Work(ChatJob Job, TeamsActivity Activity, string Conversation, TeamsSettings Settings, ILambdaLogger Log, CancellationToken Stop)
    {
        public SessionId Session => SessionOf(Job.Account, Activity);
    }
}
