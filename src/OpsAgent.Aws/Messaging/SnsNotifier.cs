using Amazon.SimpleNotificationService.Model;

using OpsAgent.Aws.Clients;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Aws.Messaging;

/// <summary>
/// <see cref="INotifier"/> on the deployment's SNS topics. Subscriptions can filter by the message attributes <c>kind</c>,
/// <c>environment</c> and those of the notice.
/// </summary>
/// <param name="log">Receives one line for each message that could not be published.</param>
public sealed class SnsNotifier(AwsClients clients, SnsTopics topics, string environment, Action<string> log) : INotifier
{
    public async Task NotifyAsync(Notice notice, CancellationToken cancellationToken)
    {
        foreach (var topicArn in topics.TopicsOf(notice.Kind))
        {
            await PublishAsync(notice, topicArn, cancellationToken);
        }
    }

    private async Task PublishAsync(Notice notice, string topicArn, CancellationToken cancellationToken)
    {
        var kind = WireName.Of(notice.Kind);
        var request = new PublishRequest
        {
            TopicArn = topicArn,
            Subject = SnsText.Subject($"OpsAgent {kind.Replace('_', ' ')}: {notice.Subject}"),
            Message = SnsText.Message(notice.Text),
            MessageAttributes = SnsText.Attributes([new("kind", kind), new("environment", environment), .. notice.Attributes]),
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
