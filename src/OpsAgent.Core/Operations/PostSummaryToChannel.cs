using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using OpsAgent.Core.Audit;
using OpsAgent.Core.Channels;

namespace OpsAgent.Core.Operations;

/// <summary>Posts text to a configured channel: the audit says so before and after.</summary>
public sealed partial class PostSummaryToChannel : WorkflowOperation
{
    public override string Name => "post_summary_to_channel";

    public override string Title => "Post a summary";

    public override string Description => "Posts a summary in your name to one of the configured chat channels.";

    public override string Accepted => "posting";

    public override ParameterSet Parameters { get; } = new(
    [
        new TextParameter("text", "The summary; it is shown as plain text.") { Required = true, MaxLength = 2000, Lines = true, Example = "web is healthy again since 03:10." },
        new TextParameter("channel", "The channel's configured name.") { Required = true, MaxLength = 40, Pattern = ChannelName(), Example = "ops" },
    ]);

    public override async Task<Refusal?> CheckAsync(Arguments arguments, Workplace workplace, CancellationToken cancellationToken)
    {
        var (channel, names) = (arguments.RequiredText("channel"), await workplace.Channels.NamesAsync(cancellationToken));
        return names.Contains(channel)
            ? null
            : new Refusal(
                ErrorCode.ResourceNotFound,
                names.Count == 0
                    ? "No channel is configured. Ask an OpsAgent administrator to add one."
                    : $"There is no channel {channel}. Post to one of {string.Join(", ", names)}.",
                new JsonObject { ["field"] = "channel", ["given"] = channel, ["known"] = JsonFacts.Array(names) }.Freeze());
    }

    public override async Task<Outcome<WorkflowResult>> RunAsync(
        Arguments arguments, Workplace workplace, WorkflowRequest request, CancellationToken cancellationToken)
    {
        var post = new ChannelPost(arguments.RequiredText("channel"), arguments.RequiredText("text"), request.Context.Caller.UserId, request.Now);
        var delivery = await workplace.Channels.PostAsync(post, cancellationToken);
        var recorded = await RecordAsync(post, delivery, request, cancellationToken);
        if (delivery.Problem is { } problem)
        {
            return NotPosted(post, problem, delivery.MayBePosted);
        }

        return recorded ? Answer(post) : new Refusal(
            ErrorCode.InternalError,
            $"The summary was posted to {post.Channel}, but the audit could not record that it arrived. Do not post it again; tell an OpsAgent administrator.",
            new JsonObject { ["channel"] = post.Channel }.Freeze());
    }

    private static Refusal NotPosted(ChannelPost post, string problem, bool mayBePosted) => new(
        mayBePosted ? ErrorCode.OutcomeUnknown : ErrorCode.AwsServiceError,
        mayBePosted
            ? $"The summary may have been posted to {post.Channel}: {problem} Look there before you post it again."
            : $"The summary was not posted to {post.Channel}: {problem} Try again; if it stays so, post it by hand and ask an OpsAgent administrator to look at the channel.",
        new JsonObject { ["channel"] = post.Channel, ["problem"] = problem, ["may_be_posted"] = mayBePosted }.Freeze());

    /// <returns>False when the audit could not be written: the post cannot be taken back, so the caller must hear of both.</returns>
    private static async Task<bool> RecordAsync(ChannelPost post, Delivery delivery, WorkflowRequest request, CancellationToken cancellationToken)
    {
        var entry = new AuditEntry(
            AuditEventType.SummaryPosted,
            delivery.Problem is null ? "posted" : delivery.MayBePosted ? "unknown" : "failed",
            new JsonObject { ["channel"] = post.Channel, ["text"] = post.Text, ["problem"] = delivery.Problem }.Freeze());
        try
        {
            await request.Trail.AppendAsync(request.Subject with { Target = post.Channel }, entry, cancellationToken);
            return true;
        }
        catch (AuditWriteException)
        {
            return false;
        }
    }

    private static WorkflowResult Answer(ChannelPost post) => new(
        post.Channel,
        new Finding(
            $"The summary was posted to {post.Channel}.",
            new JsonObject { ["channel"] = post.Channel, ["posted_at"] = Instant.Text(post.At), ["characters"] = post.Text.Length }.Freeze()));

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,39}$", RegexOptions.CultureInvariant)]
    private static partial Regex ChannelName();
}
