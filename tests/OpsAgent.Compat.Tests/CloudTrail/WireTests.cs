using System.Net;
using Amazon;
using Amazon.CloudTrail;
using Amazon.CloudTrail.Model;
using OpsAgent.Compat.Tests.Support;
using Type = System.Type;

namespace OpsAgent.Compat.Tests.CloudTrail;

public sealed class WireTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, Type> Codes => new()
    {
        { "InvalidEventCategoryException", typeof(InvalidEventCategoryException) },
        { "InvalidLookupAttributesException", typeof(InvalidLookupAttributesException) },
        { "InvalidMaxResultsException", typeof(InvalidMaxResultsException) },
        { "InvalidNextTokenException", typeof(InvalidNextTokenException) },
        { "InvalidTimeRangeException", typeof(InvalidTimeRangeException) },
        { "OperationNotPermittedException", typeof(OperationNotPermittedException) },
        { "UnsupportedOperationException", typeof(UnsupportedOperationException) },
        { "AccessDeniedException", typeof(AmazonCloudTrailException) },
    };

    [Fact]
    public async Task LookupEvents_OnTheWire_IsAwsJsonOneOne()
    {
        using var service = new FakeService(FakeResponse.Ok("{}"));
        using var client = At(service);

        await client.LookupEventsAsync(
            new LookupEventsRequest
            {
                StartTime = Expect.Time(),
                EndTime = Expect.Time(60.5),
                EventCategory = EventCategory.Insight,
                LookupAttributes = [new LookupAttribute { AttributeKey = LookupAttributeKey.ResourceName, AttributeValue = "i-0abc" }],
                MaxResults = 50,
                NextToken = "more",
            },
            Cancellation);

        var sent = service.Request;
        Expect.Signed("cloudtrail", sent);
        Assert.Equal("com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents", sent["X-Amz-Target"]);
        Assert.Equal("application/x-amz-json-1.1", sent["Content-Type"]);
        Assert.Equal("2013-11-01", sent["x-amz-api-version"]);
        Expect.Json(
            """
            {"StartTime": 1769000000, "EndTime": 1769000060.5, "EventCategory": "insight", "MaxResults": 50, "NextToken": "more",
             "LookupAttributes": [{"AttributeKey": "ResourceName", "AttributeValue": "i-0abc"}]}
            """,
            sent.Body);
    }

    [Fact]
    public async Task LookupEvents_WithNothingSet_SendsAnEmptyObject()
    {
        using var service = new FakeService(FakeResponse.Ok("{}"));
        using var client = At(service);

        var answer = await client.LookupEventsAsync(new LookupEventsRequest(), Cancellation);

        Assert.Equal("{}", service.Request.Body);
        Assert.Null(answer.Events);
        Assert.Null(answer.NextToken);
        Assert.Null(new LookupEventsRequest().LookupAttributes);
    }

    [Fact]
    public async Task LookupEvents_Answered_IsReadCompletely()
    {
        using var service = new FakeService(FakeResponse.Ok(
            """
            {"Events":[
              {"AccessKeyId":"AKIA","CloudTrailEvent":"{\"eventVersion\":\"1.09\"}","EventId":"e-1","EventName":"RebootInstances","EventSource":"ec2.amazonaws.com",
               "EventTime":1769000000.25,"ReadOnly":"false","Username":"ana","Resources":[{"ResourceName":"i-0abc","ResourceType":"AWS::EC2::Instance"}]},
              {"EventId":"e-2","Resources":[]}],
             "NextToken":"more"}
            """));
        using var client = At(service);

        var answer = await client.LookupEventsAsync(new LookupEventsRequest(), Cancellation);

        Assert.Equal(("more", "request-1", HttpStatusCode.OK), (answer.NextToken, answer.ResponseMetadata.RequestId, answer.HttpStatusCode));
        var first = answer.Events[0];
        Assert.Equal(
            ("AKIA", """{"eventVersion":"1.09"}""", "e-1", "RebootInstances", "ec2.amazonaws.com", "false", "ana"),
            (first.AccessKeyId, first.CloudTrailEvent, first.EventId, first.EventName, first.EventSource, first.ReadOnly, first.Username));
        Expect.Utc(Expect.Time(0.25), first.EventTime);
        var resource = Assert.Single(first.Resources);
        Assert.Equal(("i-0abc", "AWS::EC2::Instance"), (resource.ResourceName, resource.ResourceType));
        Assert.Null(answer.Events[1].EventTime);
        Assert.Empty(answer.Events[1].Resources);
    }

    [Fact]
    public async Task Token_OfAPage_AsksForTheNextOne()
    {
        using var service = new FakeService(
            FakeResponse.Ok("""{"Events":[{"EventId":"e-1"}],"NextToken":"a+b/c="}"""), FakeResponse.Ok("""{"Events":[{"EventId":"e-2"}]}"""));
        using var client = At(service);

        var first = await client.LookupEventsAsync(new LookupEventsRequest(), Cancellation);
        var second = await client.LookupEventsAsync(new LookupEventsRequest { NextToken = first.NextToken }, Cancellation);

        Expect.Json("""{"NextToken":"a+b/c="}""", service.Requests[1].Body);
        Assert.Null(second.NextToken);
        Assert.Equal(["e-1", "e-2"], first.Events.Concat(second.Events).Select(static one => one.EventId));
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task Error_OfAnyCode_HasItsOwnType(string code, Type expected)
    {
        using var service = new FakeService(FakeResponse.Error($"com.amazonaws.cloudtrail#{code}"));
        using var client = At(service);

        var error = await Assert.ThrowsAnyAsync<AmazonCloudTrailException>(() => client.LookupEventsAsync(new LookupEventsRequest(), Cancellation));

        Assert.IsType(expected, error);
        Assert.Equal(("refused", code, "request-1", HttpStatusCode.BadRequest), (error.Message, error.ErrorCode, error.RequestId, error.StatusCode));
        Assert.Single(service.Requests);
    }

    [Fact]
    public void EveryTypedException_OfTheAssembly_HasACodeAbove() =>
        Assert.Empty(typeof(AmazonCloudTrailException).Assembly.GetExportedTypes()
            .Where(typeof(AmazonCloudTrailException).IsAssignableFrom)
            .Except(Codes.Select(static row => row.Data.Item2)));

    [Fact]
    public async Task Call_ThrottledOnce_IsRetriedAndSucceeds()
    {
        using var service = new FakeService(FakeResponse.Error("ThrottlingException"), FakeResponse.Ok("""{"Events":[]}"""));
        using var client = At(service, retries: 1);

        Assert.Empty((await client.LookupEventsAsync(new LookupEventsRequest(), Cancellation)).Events);

        Assert.Equal(2, service.Requests.Count);
    }

    [Fact]
    public void Client_OfARegion_KnowsItsEndpointAndName()
    {
        using var client = new AmazonCloudTrailClient(FakeCredentials.Basic, RegionEndpoint.EUWest1);

        Assert.Equal("https://cloudtrail.eu-west-1.amazonaws.com/", new Uri(client.DetermineServiceOperationEndpoint(new LookupEventsRequest()).URL).ToString());
        Assert.Equal("CloudTrail", AmazonCloudTrailConfig.ServiceId);
    }

    private static AmazonCloudTrailClient At(FakeService service, int retries = 0) =>
        new(FakeCredentials.Basic, FakeCredentials.At<AmazonCloudTrailConfig>(service.Address, retries));
}
