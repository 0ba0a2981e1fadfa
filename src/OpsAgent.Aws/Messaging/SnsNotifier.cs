using Amazon.SimpleNotificationService.Model;

using OpsAgent.Aws.Clients;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Aws.Messaging;

/// <summary><see cref="INotifier"/> on an SNS topic. Subscribers filter by the attributes <c>kind</c> and <c>proposal_id</c>.</summary>
/// <param name="log">Receives one line for each message that could not be published.</param>
public sealed class SnsNotifier(AwsClients clients, string topicArn, Action<string> log) : INotifier
{
    public async Task NotifyAsync(Notice notice, CancellationToken cancellationToken)
    {
        var kind = WireName.Of(notice.Kind);
        var attributes = new Dictionary<string, MessageAttributeValue> { ["kind"] = SnsText.Attribute(kind) };
        if (notice.Proposal is { } proposal)
        {
            attributes["proposal_id"] = SnsText.Attribute(proposal.Value);
        }

        var request = new PublishRequest
        {
            TopicArn = topicArn,
            Subject = SnsText.Subject($"OpsAgent {kind.Replace('_', ' ')}: {notice.Subject}"),
            Message = SnsText.Message(notice.Text),
            MessageAttributes = attributes,
        };
        try
        {
            await AwsCall.RunAsync("sns:Publish", topicArn, () => clients.Sns.PublishAsync(request, cancellationToken));
        }
        catch (AwsException e)
        {
            log($"ERROR The message {kind} about {notice.Subject} was not published: {e.Message}");
        }
        catch (OperationCanceledException)
        {
            log($"ERROR The message {kind} about {notice.Subject} was not published: there was no time left.");
        }
    }
}
