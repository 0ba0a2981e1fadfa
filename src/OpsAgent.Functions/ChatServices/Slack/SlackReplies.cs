using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

using Amazon.Lambda.Core;

using OpsAgent.Chat.Messages;
using OpsAgent.Chat.Rendering.Slack;
using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Cards;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Rates;

namespace OpsAgent.Functions.ChatServices.Slack;

/// <summary>
/// Answers what people write and press in Slack, where they did.
/// <list type="table">
/// <listheader><term>job</term><description>the answer</description></listheader>
/// <item><term>slash command</term><description>to that person alone, at its response_url</description></item>
/// <item><term>mention, direct message</term><description>in the thread of the message</description></item>
/// <item><term>a draft's button</term><description>takes the draft's origin; a proposal's own message, where it became one</description></item>
/// <item><term>"Propose again"</term><description>the new proposal's message beside the old one; where the plan changed, a draft to that person alone</description></item>
/// </list>
/// A refusal is told to that person alone.
/// </summary>
internal sealed class SlackReplies(
    ChatConversation conversation, IParameterStore parameters, SlackApi slack, SlackProposalMessages messages, IRateCounter rates, AgentOptions options, TimeProvider time) : IChatServiceReplies
{
    private static readonly (string Title, string Message)[] Prompts =
    [
        ("What is going on?", "what is going on?"),
        ("What waits for approval?", "what waits for approval?"),
        ("What changed in the last hour?", "what changed in the last hour?"),
        ("What can you do?", "help"),
    ];

    public async Task ReplyAsync(ChatJob job, ILambdaLogger log, CancellationToken cancellationToken)
    {
        if (await SlackSettings.ReadAsync(parameters, cancellationToken) is not { } settings || SlackRequest.Read(job.Request.Body) is not { } request)
        {
            log.LogError($"ERROR a job of Slack's was dropped: {ParameterNames.Slack} cannot be read, or it is none.");
            return;
        }

        var work = new Work(job, request, settings, log, cancellationToken);
        await (request.Type switch
        {
            "command" => SayAsync(work, request.Content.Text("text")),
            "event_callback" => HandleEventAsync(work),
            "block_actions" => PressAsync(work),
            _ => Task.CompletedTask,
        });
    }

    public async Task UpdateAsync(Proposal proposal, ILambdaLogger log, CancellationToken cancellationToken)
    {
        if (await SlackSettings.ReadAsync(parameters, cancellationToken) is not { } settings)
        {
            return;
        }

        var authority = await new RoleDirectory(parameters).ReadAsync(cancellationToken);
        var content = SlackCards.OfProposal(ProposalCards.Of(proposal, authority, options, time.GetUtcNow()), PageOf(settings, proposal.Id.Value));

        // Also where it was decided before this was heard of.
        var asked = proposal.Wait is not null && settings.ApprovalChannel is { } channel ? new ShownMessage(channel) : null;
        await messages.ShowAsync(proposal.Id, proposal.Version, content, asked, log, cancellationToken);
    }

    private static string? PageOf(SlackSettings settings, string proposal) => settings.ConsolePageOf(ProposalId.ConsolePath(proposal));

    private Task HandleEventAsync(Work work) => work.Request.Event.Text("type") switch
    {
        "app_mention" => SayAsync(work, WithoutOurName(work.Request)),
        "message" when work.Request.Event.Text("subtype") is null or "file_share" && work.Request.Event.Text("bot_id") is null && work.Origin.IsDirect =>
            SayAsync(work, WithoutOurName(work.Request)),
        "assistant_thread_started" => SuggestAsync(work),
        "app_home_opened" when work.Request.Event.Text("tab") == "messages" => SuggestAsync(work),
        _ => Task.CompletedTask,
    };

    private async Task SayAsync(Work work, string? text)
    {
        if (work.Origin.Channel.Length == 0)
        {
            return;
        }

        var answer = await conversation.SayAsync(work.Job, work.Session, string.IsNullOrWhiteSpace(text) ? "help" : text);
        if (answer.IsRefused || !await ShownAsProposalAsync(work, answer, work.Origin))
        {
            await SendAsync(work, MessageOf(work, answer), toAll: !answer.IsRefused);
        }
    }

    private async Task PressAsync(Work work)
    {
        var value = SlackRequest.Parse(work.Request.Action.Text("value"));
        Func<Task>? act = work.Request.Action.Text("action_id") switch
        {
            SlackActions.Confirm when value.Text("c") is { } draft => () => ConfirmAsync(work, draft, value.Text("s")),
            SlackActions.Again when value.Text("a") is { } proposal => () => ProposeAgainAsync(work, proposal),
            _ => null,
        };
        if (act is null || work.Origin.Message is null)
        {
            return;
        }

        if (!await IsFirstAsync(work))
        {
            work.Log.LogError("ERROR a button that was pressed once has been handed over again, and nothing was done: an earlier attempt at it failed.");
            return;
        }

        await act();
    }

    private async Task ConfirmAsync(Work work, string draft, string? session)
    {
        // A conversation is its owner's, though others read along in the channel.
        if (session != work.Session.Value)
        {
            await SendAsync(work, SlackCards.Of("Only the person who asked for this draft can confirm it. Ask for it yourself to get one of your own.", []), toAll: false);
            return;
        }

        var answer = await conversation.ConfirmAsync(work.Job, work.Session, draft);
        if (answer.IsRefused || answer.Cards is [ResultCard { Tone: Tone.Bad }])
        {
            // The draft stays, to be confirmed again.
            await SendAsync(work, MessageOf(work, answer), toAll: false);
        }
        else if (work.Origin.IsEphemeral)
        {
            await ReplaceAsync(work, answer.Cards is [ProposalCard] ? SlackCards.Of(answer.Text, []) : MessageOf(work, answer));
            await ShownAsProposalAsync(work, answer, work.Origin with { Message = null });
        }
        else if (!await ShownAsProposalAsync(work, answer, work.Origin))
        {
            // What has become a proposal's message stays that.
            await (answer.Cards is [ProposalCard] && work.Origin.Channel != work.Settings.ApprovalChannel
                ? SendAsync(work, SlackCards.Of(answer.Text, []), toAll: false)
                : ReplaceAsync(work, MessageOf(work, answer)));
        }
    }

    private async Task ProposeAgainAsync(Work work, string proposal)
    {
        var answer = await conversation.ProposeAgainAsync(work.Job, work.Session, proposal);
        if (answer.IsRefused || !await ShownAsProposalAsync(work, answer, work.Origin with { Message = null }))
        {
            // Another plan is a draft, with its button.
            await SendAsync(work, answer.Cards is [DraftCard] ? MessageOf(work, answer) : SlackCards.Of(answer.Text, []), toAll: false);
        }
    }

    /// <returns>False where the answer is not one open proposal, or that has its message there already.</returns>
    private async Task<bool> ShownAsProposalAsync(Work work, ConversationAnswer answer, Origin origin)
    {
        if (answer.Cards is not [ProposalCard { Status: "pending" or "validating" } card] || ProposalId.TryParse(card.ProposalId) is not { } id || origin.Channel == work.Settings.ApprovalChannel)
        {
            return false;
        }

        // One that is stored meanwhile is newer than this.
        return await messages.ShowAsync(
            id,
            version: 0,
            SlackCards.OfProposal(card, PageOf(work.Settings, card.ProposalId)),
            new ShownMessage(origin.Channel, origin.Thread) { MessageId = origin.Message },
            work.Log,
            work.Stop);
    }

    // Of one proposal its own message has the buttons.
    private static JsonObject MessageOf(Work work, ConversationAnswer answer) => answer.Cards is [ProposalCard { Status: "pending" or "validating" }] && work.Origin.Channel == work.Settings.ApprovalChannel
        ? SlackCards.Of(answer.Text, [])
        : SlackCards.Of(answer.Text, answer.Cards, new SlackButtons(work.Session.Value, proposal => PageOf(work.Settings, proposal)));

    private Task SendAsync(Work work, JsonObject message, bool toAll)
    {
        var (channel, thread, user, responseUrl, _, _) = work.Origin;
        if (responseUrl is not null && (work.Request.Type == "command" || work.Origin.IsEphemeral || !toAll))
        {
            (message["response_type"], message["replace_original"]) = ("ephemeral", false);
            return WithPatienceAsync(work, () => slack.RespondAsync(responseUrl, message, work.Stop));
        }

        (message["channel"], message["thread_ts"]) = (channel, thread);
        if (toAll || work.Origin.IsDirect)
        {
            return WithPatienceAsync(work, () => slack.CallAsync("chat.postMessage", message, work.Stop));
        }

        message["user"] = user;
        return WithPatienceAsync(work, () => slack.CallAsync("chat.postEphemeral", message, work.Stop));
    }

    private Task ReplaceAsync(Work work, JsonObject message)
    {
        message["replace_original"] = true;
        return work.Origin.ResponseUrl is { } url ? WithPatienceAsync(work, () => slack.RespondAsync(url, message, work.Stop)) : Task.CompletedTask;
    }

    private async Task SuggestAsync(Work work)
    {
        var body = new JsonObject
        {
            ["channel_id"] = work.Origin.Channel,
            ["prompts"] = new JsonArray([.. Prompts.Select(p => (JsonNode)new JsonObject { ["title"] = p.Title, ["message"] = p.Message })]),
        };

        // Only the older kind of agent has it: Slack passes a call over that names a thread for any other.
        if (work.Request.Event.Text("type") == "assistant_thread_started")
        {
            body["thread_ts"] = work.Origin.Thread;
        }

        try
        {
            await slack.CallAsync("assistant.threads.setSuggestedPrompts", body, work.Stop);
        }
        catch (SlackApiException e)
        {
            work.Log.LogError($"ERROR no prompts suggested: {e.Message}");
        }
    }

    private async Task WithPatienceAsync(Work work, Func<Task> call)
    {
        while (true)
        {
            try
            {
                await call();
                return;
            }
            catch (SlackApiException e) when (e.RetryAfter is { } wait)
            {
                await Task.Delay(wait, time, work.Stop);
            }
        }
    }

    // Lambda hands a job over again whose first attempt failed. What only looks is then done again; what does something is not.
    private async Task<bool> IsFirstAsync(Work work)
    {
        var at = long.TryParse(work.Job.Request.Timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : time.GetUtcNow();
        return await rates.CountAsync($"job#{CanonicalJson.Hash($"{work.Job.Account}\n{work.Job.Request.Body}")}", RateWindow.At(at), work.Stop) == 1;
    }

    private static string? WithoutOurName(SlackRequest request) =>
        request.Content.Member("authorizations") is { ValueKind: JsonValueKind.Array } all && all.GetArrayLength() > 0 && all[0].Text("user_id") is { Length: > 0 } bot
            ? request.Event.Text("text")?.Replace($"<@{bot}>", string.Empty, StringComparison.Ordinal).Trim()
            : request.Event.Text("text");

    /// <param name="Thread">Null outside a thread.</param>
    /// <param name="ResponseUrl">Null for an event.</param>
    /// <param name="Message">The message whose button was pressed, or null.</param>
    /// <param name="IsEphemeral">Whether that message is seen by one person alone, so that the API cannot change it.</param>
    private sealed record Origin(string Channel, string? Thread, string? User, string? ResponseUrl, string? Message, bool IsEphemeral)
    {
        public bool IsDirect => Channel.StartsWith('D');

        public static Origin Of(SlackRequest request)
        {
            var content = request.Content;
            if (request.Type == "command")
            {
                return new Origin(content.Text("channel_id") ?? string.Empty, null, content.Text("user_id"), content.Text("response_url"), null, false);
            }

            var (channel, thread, message) = request.Origin;
            return request.Type == "block_actions"
                ? new Origin(channel ?? string.Empty, thread, content.Member("user").Text("id"), content.Text("response_url"), message, content.Member("container").Member("is_ephemeral").ValueKind is JsonValueKind.True)
                : new Origin(channel ?? string.Empty, thread ?? request.Event.Text("ts"), request.Event.Text("user"), null, null, false);
        }
    }

    private sealed record Work(ChatJob Job, SlackRequest Request, SlackSettings Settings, ILambdaLogger Log, CancellationToken Stop)
    {
        public Origin Origin { get; } = Origin.Of(Request);

        /// <summary>A direct message goes on whichever thread it stands in; elsewhere each thread is a conversation.</summary>
        public SessionId Session => SessionId.Of($"{Job.Account} {Origin.Channel} {(Origin.IsDirect ? null : Origin.Thread)}");
    }
}
