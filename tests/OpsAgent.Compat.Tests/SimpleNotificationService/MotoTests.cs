using System.Text.Json;
using System.Xml.Linq;
using Amazon.SimpleNotificationService;
using Amazon.SimpleNotificationService.Model;
using OpsAgent.Compat.Tests.Support;

namespace OpsAgent.Compat.Tests.SimpleNotificationService;

/// <summary>The client against moto, an independent implementation of the API.</summary>
public sealed class MotoTests(MotoServer moto)
{
    private const string Topic = "arn:aws:sns:eu-west-1:123456789012:compat";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Message_Published_ArrivesInASubscribedQueue()
    {
        using var client = await ClientAsync();
        await CallAsync("sns", "Action=CreateTopic&Version=2010-03-31&Name=compat");
        var queue = Only("QueueUrl", await CallAsync("sqs", "Action=CreateQueue&Version=2012-11-05&QueueName=compat"));
        await CallAsync("sns", $"Action=Subscribe&Version=2010-03-31&TopicArn={Topic}&Protocol=sqs&Endpoint=arn:aws:sqs:eu-west-1:123456789012:compat");

        var answer = await client.PublishAsync(
            new PublishRequest(Topic, "Größe & +", "Approval")
            {
                MessageAttributes = new Dictionary<string, MessageAttributeValue> { ["kind"] = new MessageAttributeValue { DataType = "String", StringValue = "approval" } },
            },
            Cancellation);

        Assert.NotNull(answer.ResponseMetadata.RequestId);
        var received = Only("Body", await CallAsync("sqs", $"Action=ReceiveMessage&Version=2012-11-05&QueueUrl={Uri.EscapeDataString(queue)}"));
        using var body = JsonDocument.Parse(received);
        Assert.Equal(
            (answer.MessageId, "Größe & +", "Approval", "approval"),
            (Text("MessageId"), Text("Message"), Text("Subject"), body.RootElement.GetProperty("MessageAttributes").GetProperty("kind").GetProperty("Value").GetString()));

        string? Text(string name) => body.RootElement.GetProperty(name).GetString();
    }

    [Fact]
    public async Task Topic_Unknown_IsATypedRefusal()
    {
        using var client = await ClientAsync();

        var error = await Assert.ThrowsAsync<NotFoundException>(() => client.PublishAsync(Topic + "-missing", "m", Cancellation));

        Assert.Equal("NotFound", error.ErrorCode);
    }

    private static string Only(string element, string xml) =>
        Assert.Single(XElement.Parse(xml).Descendants(), one => one.Name.LocalName == element).Value;

    private async Task<string> CallAsync(string service, string form) =>
        await MotoCall.FormAsync(await moto.AddressAsync(Cancellation), service, form, Cancellation);

    private async Task<AmazonSimpleNotificationServiceClient> ClientAsync() =>
        new(FakeCredentials.Basic, FakeCredentials.At<AmazonSimpleNotificationServiceConfig>(await moto.AddressAsync(Cancellation)));
}
