using Amazon.BedrockRuntime;
using Amazon.BedrockRuntime.Model;
using Amazon.Runtime;
using OpsAgent.Compat.Tests.Support;

namespace OpsAgent.Compat.Tests.BedrockRuntime;

public sealed class FailureTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, int, Type> Codes => new()
    {
        { "AccessDeniedException", 403, typeof(AccessDeniedException) },
        { "InternalServerException", 500, typeof(InternalServerException) },
        { "ModelErrorException", 424, typeof(ModelErrorException) },
        { "ModelNotReadyException", 429, typeof(ModelNotReadyException) },
        { "ModelTimeoutException", 408, typeof(ModelTimeoutException) },
        { "ResourceNotFoundException", 404, typeof(ResourceNotFoundException) },
        { "ServiceUnavailableException", 503, typeof(ServiceUnavailableException) },
        { "ThrottlingException", 429, typeof(ThrottlingException) },
        { "ValidationException", 400, typeof(ValidationException) },
        { "UnrecognizedClientException", 403, typeof(AmazonBedrockRuntimeException) },
    };

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task Error_OfACode_IsTheTypedException(string code, int status, Type expected)
    {
        using var service = new FakeService(Refused(code, status));
        using var client = ConverseServer.At(service);

        var error = await Assert.ThrowsAnyAsync<AmazonBedrockRuntimeException>(() => AskAsync(client));

        Assert.IsType(expected, error);
        Assert.Equal((code, status, "request-1"), (error.ErrorCode, (int)error.StatusCode, error.RequestId));
    }

    [Fact]
    public async Task Error_OfValidation_SaysWhatAwsSaid()
    {
        const string message = "Invocation of model ID anthropic.claude with on-demand throughput isn't supported.";
        using var service = new FakeService(Refused("ValidationException", 400, message));
        using var client = ConverseServer.At(service, retries: 2);

        var error = await Assert.ThrowsAsync<ValidationException>(() => AskAsync(client));

        Assert.Equal(message, error.Message);
        Assert.Single(service.Requests);
    }

    [Fact]
    public async Task Error_OfTheModel_KeepsItsFacts()
    {
        using var service = new FakeService(new FakeResponse(
            424, """{"message":"failed","originalStatusCode":418,"resourceName":"nova"}""", ("x-amzn-ErrorType", "ModelErrorException"), ("x-amzn-RequestId", "request-1")));
        using var client = ConverseServer.At(service);

        var error = await Assert.ThrowsAsync<ModelErrorException>(() => AskAsync(client));

        Assert.Equal((418, "nova"), (error.OriginalStatusCode, error.ResourceName));
    }

    [Theory]
    [InlineData("ThrottlingException", 429)]
    [InlineData("ModelNotReadyException", 429)]
    [InlineData("ServiceUnavailableException", 503)]
    [InlineData("InternalServerException", 500)]
    public async Task Call_ThrottledOrFailingOnce_IsRetriedAndSucceeds(string code, int status)
    {
        using var service = new FakeService(Refused(code, status), FakeResponse.Ok(ConverseServer.TextAnswer));
        using var client = ConverseServer.At(service, retries: 2);

        Assert.NotNull((await AskAsync(client)).Output);
        Assert.Equal(2, service.Requests.Count);
    }

    [Fact]
    public async Task Call_ThrottledToTheEnd_SurfacesAsThrottling()
    {
        using var service = new FakeService(Refused("ThrottlingException", 429));
        using var client = ConverseServer.At(service, retries: 1);

        await Assert.ThrowsAsync<ThrottlingException>(() => AskAsync(client));

        Assert.Equal(2, service.Requests.Count);
    }

    [Theory]
    [InlineData("<html>bad gateway</html>")]
    [InlineData("{\"output\":")]
    [InlineData("{\"output\":\"not a message\"")]
    public async Task Answer_ThatIsNotJson_IsAnUnmarshallingException(string body)
    {
        using var service = new FakeService(new FakeResponse(200, body));
        using var client = ConverseServer.At(service);

        await Assert.ThrowsAsync<AmazonUnmarshallingException>(() => AskAsync(client));
    }

    [Fact]
    public async Task Error_ThatIsNotTheServices_IsTheBaseExceptionWithItsStatus()
    {
        using var service = new FakeService(new FakeResponse(502, "<html>bad gateway</html>"));
        using var client = ConverseServer.At(service);

        var error = await Assert.ThrowsAsync<AmazonBedrockRuntimeException>(() => AskAsync(client));

        Assert.Equal(502, (int)error.StatusCode);
    }

    [Fact]
    public async Task Call_Cancelled_EndsAtOnce()
    {
        using var service = new FakeService(FakeResponse.NoResponse);
        using var client = ConverseServer.At(service);
        using var cancelled = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.ConverseAsync(ConverseServer.Ask(), cancelled.Token));
    }

    private static Task<ConverseResponse> AskAsync(AmazonBedrockRuntimeClient client) => client.ConverseAsync(ConverseServer.Ask(), Cancellation);

    // As restJson has it: the code in a header, with a namespace that does not belong to it.
    private static FakeResponse Refused(string code, int status, string message = "refused") =>
        new(status, $$"""{"message":"{{message}}"}""", ("x-amzn-ErrorType", $"{code}:http://internal.amazon.com/coral/com.amazon.bedrock/"), ("x-amzn-RequestId", "request-1"));
}
