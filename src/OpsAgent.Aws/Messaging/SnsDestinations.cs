using Amazon.SimpleNotificationService.Model;

using OpsAgent.Aws.Clients;
using OpsAgent.Core.Operations.Messages;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Aws.Messaging;

/// <summary>
/// <see cref="IDestinations"/> with one channel, the SNS topic <c>notifications</c>. Messages are plain text. SNS delivers at least once, so
/// the SDK may retry a publish.
/// </summary>
public sealed class SnsDestinations(AwsClients clients, string topicArn, string environment) : IDestinations
{
    private const string Name = "notifications";
    private static readonly IReadOnlyList<string> Names = [Name];

    public Task<IReadOnlyList<string>> NamesAsync(CancellationToken cancellationToken) => Task.FromResult(Names);

    public async Task<Delivery> PostAsync(OutgoingMessage post, CancellationToken cancellationToken)
    {
        if (post.Destination != Name)
        {
            return Delivery.Failed($"there is no channel {post.Destination}.");
        }

        var request = new PublishRequest
        {
            TopicArn = topicArn,
            Subject = SnsText.Subject($"OpsAgent summary from {post.By}"),
            Message = SnsText.Message($"{post.By} posted through OpsAgent at {Timestamps.Text(post.At)}:\n\n{post.Text}"),
            MessageAttributes = SnsText.Attributes([new("kind", "summary"), new("environment", environment)]),
        };
        try
        {
            await AwsCall.RunAsync("sns:Publish", topicArn, () => clients.Sns.PublishAsync(request, cancellationToken));
            return Delivery.Posted;
        }
        catch (AwsException e)
        {
            // Every other code says that nothing was published.
            return e.Code is ErrorCode.AwsServiceError ? Delivery.Unconfirmed(e.Message) : Delivery.Failed(e.Message);
        }
    }
}
