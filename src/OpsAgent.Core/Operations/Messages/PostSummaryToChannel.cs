using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;

using OpsAgent.Core.Audit;
using OpsAgent.Core.Operations.Grammar;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Operations.Messages;

/// <summary>Posts text to a configured channel: the audit says so before and after.</summary>
public sealed partial class PostSummaryToChannel : WorkflowOperation<PostSummaryToChannelParameters, PostedSummary>
{
    public override string Name => "post_summary_to_channel";

    public override string Title => "Post a summary";

    public override string Description => "Posts a summary in your name to one of the configured chat channels.";

    public override string Accepted => "posting";

    public override ChatGrammar? Chat { get; } = new MessageGrammar("channel", "text");

    public override ParameterSet Parameters { get; } = new(
    [
        new TextParameter("text", "The summary; it is shown as plain text.") { Required = true, MaxLength = 2000, IsMultiline = true, Example = "web is healthy again since 03:10." },
        new TextParameter("channel", "The channel's configured name.") { Required = true, MaxLength = 40, Pattern = ChannelName(), Clean = name => name.TrimStart('#').ToLowerInvariant(), Example = "ops" },
    ]);

    protected override JsonTypeInfo<PostedSummary> ResultJson => PostedSummaryJson.Default.PostedSummary;

    protected override PostSummaryToChannelParameters Bind(Arguments arguments) => new(arguments.RequiredText("text"), arguments.RequiredText("channel"));

    protected override WorkflowDraft Draft(PostSummaryToChannelParameters parameters) => new($"Post this text to {parameters.Channel}, in your name.", parameters.Channel, "Post");

    protected override async Task<Refusal?> CheckAsync(PostSummaryToChannelParameters parameters, WorkflowOperationPorts ports, CancellationToken cancellationToken)
    {
        var (channel, names) = (parameters.Channel, await ports.Destinations.NamesAsync(cancellationToken));
        return names.Contains(channel)
            ? null
            : new Refusal(
                ErrorCode.ResourceNotFound,
                names.Count == 0
                    ? "No channel is configured. Ask an OpsAgent administrator to add one."
                    : $"There is no channel {channel}. Post to one of {string.Join(", ", names)}.",
                new JsonObject { ["field"] = "channel", ["given"] = channel, ["known"] = JsonConversions.Array(names) }.ToElement());
    }

    protected override async Task<Outcome<Finding<PostedSummary>>> RunAsync(
        PostSummaryToChannelParameters parameters, WorkflowOperationPorts ports, WorkflowOperationRequest request, CancellationToken cancellationToken)
    {
        var post = new OutgoingMessage(parameters.Channel, parameters.Text, request.Context.Caller.UserId, request.Now);
        var delivery = await ports.Destinations.PostAsync(post, cancellationToken);

        // What became of the post is recorded even if the request has no time left: it cannot be found out afterwards.
        var recorded = await RecordAsync(post, delivery, request, CancellationToken.None);
        if (delivery.Problem is { } problem)
        {
            return NotPosted(post, problem, delivery.MayBePosted);
        }

        return recorded ? Answer(post) : new Refusal(
            ErrorCode.InternalError,
            $"The summary was posted to {post.Destination}, but the audit could not record that it arrived. Do not post it again; tell an OpsAgent administrator.",
            new JsonObject { ["channel"] = post.Destination }.ToElement());
    }

    protected override string Target(PostedSummary result) => result.Channel;

    private static Refusal NotPosted(OutgoingMessage post, string problem, bool mayBePosted) => new(
        mayBePosted ? ErrorCode.OutcomeUnknown : ErrorCode.AwsServiceError,
        mayBePosted
            ? $"The summary may have been posted to {post.Destination}: {problem} Look there before you post it again."
            : $"The summary was not posted to {post.Destination}: {problem} Try again; if it stays so, post it by hand and ask an OpsAgent administrator to look at the channel.",
        new JsonObject { ["channel"] = post.Destination, ["problem"] = problem, ["may_be_posted"] = mayBePosted }.ToElement());

    /// <returns>False when the audit could not be written: the post cannot be taken back, so the caller must hear of both.</returns>
    private static async Task<bool> RecordAsync(OutgoingMessage post, Delivery delivery, WorkflowOperationRequest request, CancellationToken cancellationToken)
    {
        var entry = new AuditEntry(
            AuditEventType.SummaryPosted,
            delivery.Problem is null ? "posted" : delivery.MayBePosted ? "unknown" : "failed",
            new JsonObject { ["channel"] = post.Destination, ["text"] = post.Text, ["problem"] = delivery.Problem }.ToElement());
        try
        {
            await request.Trail.AppendAsync(request.Subject with { Target = post.Destination }, entry, cancellationToken);
            return true;
        }
        catch (AuditWriteException)
        {
            return false;
        }
    }

    private static Finding<PostedSummary> Answer(OutgoingMessage post) =>
        new($"The summary was posted to {post.Destination}.", new PostedSummary(post.Destination, post.At, post.Text.Length));

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,39}$", RegexOptions.CultureInvariant)]
    private static partial Regex ChannelName();
}

/// <param name="Text">Plain text; may have several lines.</param>
/// <param name="Channel">The channel's configured name.</param>
public sealed record PostSummaryToChannelParameters(string Text, string Channel);

/// <param name="Characters">The text's length in UTF-16 units.</param>
public sealed record PostedSummary(string Channel, [property: JsonConverter(typeof(TimestampConverter))] DateTimeOffset PostedAt, int Characters);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(PostedSummary))]
internal sealed partial class PostedSummaryJson : JsonSerializerContext;
