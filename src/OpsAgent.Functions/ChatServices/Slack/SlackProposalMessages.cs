using System.Text.Json.Nodes;

using Amazon.Lambda.Core;

using OpsAgent.Chat.Messages;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Functions.ChatServices.Slack;

/// <summary><see cref="ProposalMessages"/> in Slack.</summary>
internal sealed class SlackProposalMessages(IShownProposals store, SlackApi slack, TimeProvider time)
{
    // The message was deleted, or cannot be changed any more.
    private static readonly string[] Lost = ["message_not_found", "cant_update_message", "edit_window_closed"];

    // As long as nobody changes the channel or this program, it stays so.
    private static readonly string[] Impossible =
        ["channel_not_found", "not_in_channel", "is_archived", "restricted_action", "no_permission", "msg_too_long", "invalid_blocks", "invalid_blocks_format", "cannot_reply_to_message"];

    /// <inheritdoc cref="ProposalMessages.ShowAsync"/>
    /// <exception cref="SlackApiException">It could not be sent everywhere, and may be by the next attempt.</exception>
    public Task<bool> ShowAsync(ProposalId proposal, long version, JsonObject content, ShownMessage? place, ILambdaLogger log, CancellationToken cancellationToken) =>
        new ProposalMessages(RequestSource.Slack, store, (shown, at, stop) => SendAsync(shown, at, log, stop), SlackApi.Timeout * 2, time)
            .ShowAsync(proposal, version, content, place, cancellationToken);

    private async Task<(ShownMessage Message, DateTimeOffset? HeldUntil)> SendAsync(ShownProposal shown, ShownMessage place, ILambdaLogger log, CancellationToken cancellationToken)
    {
        try
        {
            return (await CallAsync(shown, place, cancellationToken), null);
        }
        catch (SlackApiException e) when (e.RetryAfter is { } wait)
        {
            return (place, time.GetUtcNow() + wait);
        }
        catch (SlackApiException e) when (Lost.Contains(e.Error) && place is { MessageId: not null, IsReposted: false })
        {
            return await SendAsync(shown, place with { MessageId = null, IsReposted = true }, log, cancellationToken);
        }
        catch (SlackApiException e) when (Lost.Contains(e.Error) || Impossible.Contains(e.Error))
        {
            log.LogError($"ERROR {shown.Proposal} is not shown in {place.Channel} any more: {e.Message}");
            return (place with { IsGone = true }, null);
        }
    }

    private async Task<ShownMessage> CallAsync(ShownProposal shown, ShownMessage place, CancellationToken cancellationToken)
    {
        var body = (JsonObject)shown.Content.ToNode()!;
        body["channel"] = place.Channel;
        if (place.MessageId is { } message)
        {
            body["ts"] = message;
            await slack.CallAsync("chat.update", body, cancellationToken);
            return place with { Version = shown.Version };
        }

        body["thread_ts"] = place.Thread;
        var answer = await slack.CallAsync("chat.postMessage", body, cancellationToken);
        return place with { Version = shown.Version, MessageId = answer.Text("ts") ?? throw new SlackApiException("chat.postMessage", null, null) };
    }
}
