using System.Net;
using System.Text;
using Amazon;
using Amazon.Runtime;
using Amazon.SimpleNotificationService;
using Amazon.SimpleNotificationService.Model;
using OpsAgent.Compat.Tests.Support;

namespace OpsAgent.Compat.Tests.SimpleNotificationService;

public sealed class WireTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, Type> Codes => new()
    {
        { "AuthorizationError", typeof(AuthorizationErrorException) },
        { "EndpointDisabled", typeof(EndpointDisabledException) },
        { "InternalError", typeof(InternalErrorException) },
        { "InvalidParameter", typeof(InvalidParameterException) },
        { "ParameterValueInvalid", typeof(InvalidParameterValueException) },
        { "InvalidSecurity", typeof(InvalidSecurityException) },
        { "KMSAccessDenied", typeof(KMSAccessDeniedException) },
        { "KMSDisabled", typeof(KMSDisabledException) },
        { "KMSInvalidState", typeof(KMSInvalidStateException) },
        { "KMSNotFound", typeof(KMSNotFoundException) },
        { "KMSOptInRequired", typeof(KMSOptInRequiredException) },
        { "KMSThrottling", typeof(KMSThrottlingException) },
        { "NotFound", typeof(NotFoundException) },
        { "PlatformApplicationDisabled", typeof(PlatformApplicationDisabledException) },
        { "ValidationException", typeof(ValidationException) },
        { "SomethingNew", typeof(AmazonSimpleNotificationServiceException) },
    };

    [Fact]
    public async Task Publish_OnTheWire_IsAForm()
    {
        using var service = new FakeService(FakeResponse.Xml("Publish", ""));
        using var client = At(service);
        using var bytes = new MemoryStream([1, 2, 250]);

        await client.PublishAsync(
            new PublishRequest
            {
                TopicArn = "arn:aws:sns:eu-west-1:123456789012:topic",
                Message = "Zeile 1\nLänge & Breite = 100%+~*'()",
                Subject = "s",
                MessageStructure = "json",
                MessageGroupId = "g",
                MessageDeduplicationId = "d",
                PhoneNumber = "+431",
                TargetArn = "arn:target",
                MessageAttributes = new Dictionary<string, MessageAttributeValue>
                {
                    ["kind"] = new MessageAttributeValue { DataType = "String", StringValue = "approval" },
                    ["raw"] = new MessageAttributeValue { DataType = "Binary", BinaryValue = bytes },
                },
            },
            Cancellation);

        var sent = service.Request;
        Expect.Signed("sns", sent);
        Assert.Equal("application/x-www-form-urlencoded; charset=utf-8", sent["Content-Type"]);
        Expect.Form(
            [
                ("Action", "Publish"), ("Version", "2010-03-31"), ("TopicArn", "arn:aws:sns:eu-west-1:123456789012:topic"),
                ("Message", "Zeile 1\nLänge & Breite = 100%+~*'()"), ("Subject", "s"), ("MessageStructure", "json"), ("MessageGroupId", "g"),
                ("MessageDeduplicationId", "d"), ("PhoneNumber", "+431"), ("TargetArn", "arn:target"),
                ("MessageAttributes.entry.1.Name", "kind"), ("MessageAttributes.entry.1.Value.DataType", "String"), ("MessageAttributes.entry.1.Value.StringValue", "approval"),
                ("MessageAttributes.entry.2.Name", "raw"), ("MessageAttributes.entry.2.Value.DataType", "Binary"),
                ("MessageAttributes.entry.2.Value.BinaryValue", Convert.ToBase64String(bytes.ToArray())),
            ],
            sent.Body);
    }

    [Fact]
    public async Task Publish_InItsShortForms_SendsTopicMessageAndSubject()
    {
        using var service = new FakeService(FakeResponse.Xml("Publish", ""));
        using var client = At(service);

        await client.PublishAsync("arn:t", "hello", Cancellation);
        await client.PublishAsync("arn:t", "hello", "subject", Cancellation);

        (string, string)[] common = [("Action", "Publish"), ("Version", "2010-03-31"), ("TopicArn", "arn:t"), ("Message", "hello")];
        Expect.Form(common, service.Requests[0].Body);
        Expect.Form([.. common, ("Subject", "subject")], service.Requests[1].Body);
    }

    [Fact]
    public async Task Publish_OfALongMessage_IsSignedAndWhole()
    {
        using var service = new FakeService(FakeResponse.Xml("Publish", ""));
        using var client = At(service);
        var message = new StringBuilder().Insert(0, "é€😀 ", 20_000).ToString();

        await client.PublishAsync("arn:t", message, Cancellation);

        Expect.Signed("sns", service.Request);
        Expect.Form([("Action", "Publish"), ("Version", "2010-03-31"), ("TopicArn", "arn:t"), ("Message", message)], service.Request.Body);
    }

    [Fact]
    public async Task Publish_Answered_IsReadCompletely()
    {
        using var service = new FakeService(
            FakeResponse.Xml("Publish", "<MessageId>m-1</MessageId><SequenceNumber>10000000000000003000</SequenceNumber>"), FakeResponse.Xml("Publish", "<MessageId>m-2</MessageId>"));
        using var client = At(service);

        var first = await client.PublishAsync(new PublishRequest("arn:t", "m"), Cancellation);
        var second = await client.PublishAsync(new PublishRequest("arn:t", "m", "s"), Cancellation);

        Assert.Equal(("m-1", "10000000000000003000", "request-1", HttpStatusCode.OK), (first.MessageId, first.SequenceNumber, first.ResponseMetadata.RequestId, first.HttpStatusCode));
        Assert.Equal(("m-2", null), (second.MessageId, second.SequenceNumber));
        Assert.Null(new PublishRequest().MessageAttributes);
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task Error_OfAnyCode_HasItsOwnType(string code, Type expected)
    {
        using var service = new FakeService(FakeResponse.XmlError(code, status: 403));
        using var client = At(service);

        var error = await Assert.ThrowsAnyAsync<AmazonSimpleNotificationServiceException>(() => client.PublishAsync(new PublishRequest(), Cancellation));

        Assert.IsType(expected, error);
        Assert.Equal(("refused", code, "request-1", HttpStatusCode.Forbidden), (error.Message, error.ErrorCode, error.RequestId, error.StatusCode));
        Assert.Equal(ErrorType.Sender, error.ErrorType);
    }

    [Fact]
    public void EveryTypedException_OfTheAssembly_HasACodeAbove() =>
        Assert.Empty(typeof(AmazonSimpleNotificationServiceException).Assembly.GetExportedTypes()
            .Where(typeof(AmazonSimpleNotificationServiceException).IsAssignableFrom)
            .Except(Codes.Select(static row => row.Data.Item2)));

    [Fact]
    public async Task Call_ThrottledOnce_IsRetriedAndSucceeds()
    {
        using var service = new FakeService(FakeResponse.XmlError("Throttling"), FakeResponse.Xml("Publish", "<MessageId>m-1</MessageId>"));
        using var client = At(service, retries: 1);

        Assert.Equal("m-1", (await client.PublishAsync("arn:t", "m", Cancellation)).MessageId);

        Assert.Equal(2, service.Requests.Count);
    }

    [Fact]
    public void Client_OfARegion_KnowsItsEndpointAndName()
    {
        using var client = new AmazonSimpleNotificationServiceClient(FakeCredentials.Basic, RegionEndpoint.EUWest1);

        Assert.Equal("https://sns.eu-west-1.amazonaws.com/", new Uri(client.DetermineServiceOperationEndpoint(new PublishRequest()).URL).ToString());
        Assert.Equal("SNS", AmazonSimpleNotificationServiceConfig.ServiceId);
    }

    private static AmazonSimpleNotificationServiceClient At(FakeService service, int retries = 0) =>
        new(FakeCredentials.Basic, FakeCredentials.At<AmazonSimpleNotificationServiceConfig>(service.Address, retries));
}
