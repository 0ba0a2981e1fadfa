using System.Diagnostics;
using System.Net;
using Amazon.Runtime;
using Amazon.StepFunctions;
using Amazon.StepFunctions.Model;
using OpsAgent.Compat.Tests.Support;

namespace OpsAgent.Compat.Tests.StepFunctions;

public sealed class FailureTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, Type> Codes => new()
    {
        { "ConflictException", typeof(ConflictException) },
        { "ExecutionAlreadyExists", typeof(ExecutionAlreadyExistsException) },
        { "ExecutionDoesNotExist", typeof(ExecutionDoesNotExistException) },
        { "ExecutionLimitExceeded", typeof(ExecutionLimitExceededException) },
        { "InvalidArn", typeof(InvalidArnException) },
        { "InvalidDefinition", typeof(InvalidDefinitionException) },
        { "InvalidEncryptionConfiguration", typeof(InvalidEncryptionConfigurationException) },
        { "InvalidExecutionInput", typeof(InvalidExecutionInputException) },
        { "InvalidLoggingConfiguration", typeof(InvalidLoggingConfigurationException) },
        { "InvalidName", typeof(InvalidNameException) },
        { "InvalidOutput", typeof(InvalidOutputException) },
        { "InvalidToken", typeof(InvalidTokenException) },
        { "InvalidTracingConfiguration", typeof(InvalidTracingConfigurationException) },
        { "KmsAccessDeniedException", typeof(KmsAccessDeniedException) },
        { "KmsInvalidStateException", typeof(KmsInvalidStateException) },
        { "KmsThrottlingException", typeof(KmsThrottlingException) },
        { "MissingRequiredParameter", typeof(MissingRequiredParameterException) },
        { "ResourceNotFound", typeof(ResourceNotFoundException) },
        { "ServiceQuotaExceededException", typeof(ServiceQuotaExceededException) },
        { "StateMachineAlreadyExists", typeof(StateMachineAlreadyExistsException) },
        { "StateMachineDeleting", typeof(StateMachineDeletingException) },
        { "StateMachineDoesNotExist", typeof(StateMachineDoesNotExistException) },
        { "StateMachineLimitExceeded", typeof(StateMachineLimitExceededException) },
        { "StateMachineTypeNotSupported", typeof(StateMachineTypeNotSupportedException) },
        { "TaskDoesNotExist", typeof(TaskDoesNotExistException) },
        { "TaskTimedOut", typeof(TaskTimedOutException) },
        { "TooManyTags", typeof(TooManyTagsException) },
        { "ValidationException", typeof(ValidationException) },
        { "SomethingNew", typeof(AmazonStepFunctionsException) },
    };

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task Error_OfAnyCode_HasItsOwnType(string code, Type expected)
    {
        var error = await FailAsync(FakeResponse.Error(code));

        Assert.IsType(expected, error);
        Assert.Equal("refused", error.Message);
        Assert.Equal(code, error.ErrorCode);
        Assert.Equal(HttpStatusCode.BadRequest, error.StatusCode);
        Assert.Equal("request-1", error.RequestId);
        Assert.Equal(ErrorType.Unknown, error.ErrorType);
        Assert.NotNull(error.InnerException);
    }

    [Fact]
    public void EveryTypedException_OfTheAssembly_HasACodeAbove() =>
        Assert.Empty(typeof(AmazonStepFunctionsException).Assembly.GetExportedTypes()
            .Where(typeof(AmazonStepFunctionsException).IsAssignableFrom)
            .Except(Codes.Select(static row => row.Data.Item2)));

    [Fact]
    public async Task Error_WithANamespaceInItsCode_IsStillTyped()
    {
        var error = await FailAsync(FakeResponse.Error("com.amazonaws.swf.service.v2.model#TaskTimedOut"));

        Assert.IsType<TaskTimedOutException>(error);
        Assert.Equal("TaskTimedOut", error.ErrorCode);
    }

    [Fact]
    public async Task Error_CodedInTheHeader_IsStillTyped()
    {
        var error = await FailAsync(new FakeResponse(400, """{"message":"gone"}""", ("x-amzn-ErrorType", "ExecutionDoesNotExist:http://internal.amazon.com/")));

        Assert.IsType<ExecutionDoesNotExistException>(error);
        Assert.Equal("gone", error.Message);
    }

    [Fact]
    public async Task Errors_WithMembersOfTheirOwn_CarryThem()
    {
        var invalid = await FailAsync(new FakeResponse(400, """{"__type":"ValidationException","message":"m","reason":"API_DOES_NOT_SUPPORT_LABELED_ARNS"}"""));
        var missing = await FailAsync(new FakeResponse(400, """{"__type":"ResourceNotFound","message":"m","resourceName":"arn:x"}"""));
        var key = await FailAsync(new FakeResponse(400, """{"__type":"KmsInvalidStateException","message":"m","kmsKeyState":"PENDING_DELETION"}"""));

        Assert.Equal(ValidationExceptionReason.API_DOES_NOT_SUPPORT_LABELED_ARNS, Assert.IsType<ValidationException>(invalid).Reason);
        Assert.Equal("arn:x", Assert.IsType<ResourceNotFoundException>(missing).ResourceName);
        Assert.Equal(KmsKeyState.PENDING_DELETION, Assert.IsType<KmsInvalidStateException>(key).KmsKeyState);
    }

    [Theory]
    [InlineData("<html>bad gateway</html>", 502)]
    [InlineData("", 500)]
    [InlineData("[]", 400)]
    public async Task Error_ThatIsNotTheServices_IsTheBaseExceptionWithItsStatus(string body, int status)
    {
        var error = await FailAsync(new FakeResponse(status, body));

        Assert.IsType<AmazonStepFunctionsException>(error);
        Assert.Equal(status, (int)error.StatusCode);
    }

    [Theory]
    [InlineData("<html/>", 200)]
    [InlineData("{\"stopDate\":", 200)]
    [InlineData("{\"__type\":", 400)]
    public async Task Answer_ThatIsNotJson_IsAnUnmarshallingException(string body, int status)
    {
        using var service = new FakeService(new FakeResponse(status, body));
        using var client = FakeCredentials.StepFunctionsAt(service.Address);

        await Assert.ThrowsAsync<AmazonUnmarshallingException>(() => StopAsync(client));
    }

    [Theory]
    [InlineData("ThrottlingException", 400)]
    [InlineData("ThrottlingException", 429)]
    [InlineData("ServiceUnavailable", 503)]
    [InlineData("InternalFailure", 500)]
    public async Task Call_ThrottledOrFailingOnce_IsRetriedAndSucceeds(string code, int status)
    {
        using var service = new FakeService(FakeResponse.Error(code, status: status), FakeResponse.Ok("""{"stopDate":1769000000}"""));
        using var client = FakeCredentials.StepFunctionsAt(service.Address, static config => config.MaxErrorRetry = 2);

        var answer = await StopAsync(client);

        Assert.NotNull(answer.StopDate);
        Assert.Equal(2, service.Requests.Count);
    }

    [Fact]
    public async Task Call_ThrottledToTheEnd_SurfacesTheCode()
    {
        using var service = new FakeService(FakeResponse.Error("ThrottlingException", status: 429));
        using var client = FakeCredentials.StepFunctionsAt(service.Address, static config => config.MaxErrorRetry = 1);

        var error = await Assert.ThrowsAsync<AmazonStepFunctionsException>(() => StopAsync(client));

        Assert.Equal("ThrottlingException", error.ErrorCode);
        Assert.Equal(2, service.Requests.Count);
    }

    [Fact]
    public async Task Call_RefusedByTheService_IsNotRetried()
    {
        using var service = new FakeService(FakeResponse.Error("TaskTimedOut"));
        using var client = FakeCredentials.StepFunctionsAt(service.Address, static config => config.MaxErrorRetry = 3);

        await Assert.ThrowsAsync<TaskTimedOutException>(() => StopAsync(client));

        Assert.Single(service.Requests);
    }

    [Fact]
    public async Task Call_UnansweredBeyondItsTimeout_Fails()
    {
        using var service = new FakeService(FakeResponse.NoResponse);
        using var client = FakeCredentials.StepFunctionsAt(service.Address, static config => config.Timeout = TimeSpan.FromMilliseconds(300));
        var patience = Stopwatch.StartNew();

        await Assert.ThrowsAnyAsync<Exception>(() => StopAsync(client));

        Assert.InRange(patience.Elapsed, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Call_Cancelled_EndsAtOnce()
    {
        using var service = new FakeService(FakeResponse.NoResponse);
        using var client = FakeCredentials.StepFunctionsAt(service.Address);
        using var cancelled = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            client.StopExecutionAsync(new StopExecutionRequest(), cancelled.Token));
    }

    private static Task<StopExecutionResponse> StopAsync(AmazonStepFunctionsClient client) =>
        client.StopExecutionAsync(new StopExecutionRequest { ExecutionArn = "arn:e" }, Cancellation);

    private static async Task<AmazonStepFunctionsException> FailAsync(FakeResponse answer)
    {
        using var service = new FakeService(answer);
        using var client = FakeCredentials.StepFunctionsAt(service.Address);
        return await Assert.ThrowsAnyAsync<AmazonStepFunctionsException>(() => StopAsync(client));
    }
}
