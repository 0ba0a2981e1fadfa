using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations.Messages;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Functions.Webhooks;

/// <summary>
/// <see cref="IDestinations"/> on Slack and Teams webhooks. Their names are in <see cref="ParameterNames.Channels"/>; the URL of
/// each is a SecureString parameter that is read for each message and not cached elsewhere.
/// </summary>
public sealed class WebhookDestinations(IParameterStore parameters, WebhookHosts hosts, WebhookSender sender) : IDestinations
{
    private const int MaxChannels = 50;

    // The JSON is never embedded in HTML; escapes would only use up the size limit.
    private static readonly JsonSerializerOptions WriteOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, TypeInfoResolver = CoreJson.Default };

    public async Task<IReadOnlyList<string>> NamesAsync(CancellationToken cancellationToken) =>
    [
        .. (await parameters.ReadAsync(ParameterNames.Channels, cancellationToken) ?? string.Empty)
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(DestinationName.Is)
            .Distinct()
            .Take(MaxChannels),
    ];

    public async Task<Delivery> PostAsync(OutgoingMessage post, CancellationToken cancellationToken)
    {
        try
        {
            if (!(await NamesAsync(cancellationToken)).Contains(post.Destination))
            {
                return Delivery.Failed($"there is no channel {post.Destination}.");
            }

            var parameter = ParameterNames.ChannelWebhook(post.Destination);
            if (await parameters.ReadAsync(parameter, cancellationToken) is not { Length: > 0 } url)
            {
                return Delivery.Failed($"{parameter} holds no webhook URL.");
            }

            var (address, problem) = WebhookAddress.Parse(url, hosts);
            return address is null
                ? Delivery.Failed($"{parameter}: {problem}.")
                : await sender.SendAsync(address, Message(address.Kind, post), cancellationToken);
        }
        catch (AwsException e)
        {
            return Delivery.Failed(e.Message);
        }
    }

    private static byte[] Message(WebhookKind kind, OutgoingMessage post)
    {
        var heading = $"{post.By} posted through OpsAgent at {Timestamps.Text(post.At)}:";
        var message = kind is WebhookKind.Slack ? SlackMessage.Create(heading, post.Text) : TeamsMessage.Create(heading, post.Text);
        return Encoding.UTF8.GetBytes(message.ToJsonString(WriteOptions));
    }
}
