using Amazon.Runtime;
using Amazon.StepFunctions;
using Amazon.StepFunctions.Model;
using OpsAgent.Compat.Tests.Support;

namespace OpsAgent.Compat.Tests.StepFunctions;

public sealed class RequestTests
{
    private const string Machine = "arn:aws:states:eu-west-1:123456789012:stateMachine:write-operation";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task StartExecution_OnTheWire_IsAwsJsonOneZero()
    {
        using var service = new FakeService(FakeResponse.Ok("""{"executionArn":"arn:e","startDate":1769000000.25}"""));
        using var client = FakeCredentials.StepFunctionsAt(service.Address);

        await client.StartExecutionAsync(new StartExecutionRequest { StateMachineArn = Machine, Name = "reboot-1", Input = "{\"a\":\"é\"}" }, Cancellation);

        var sent = service.Request;
        Assert.Equal(("POST", "/"), (sent.Method, sent.Path));
        Assert.Equal("AWSStepFunctions.StartExecution", sent["X-Amz-Target"]);
        Assert.Equal("application/x-amz-json-1.0", sent["Content-Type"]);
        Assert.Equal("2016-11-23", sent["x-amz-api-version"]);
        Expect.Json($$"""{"input":"{\"a\":\"é\"}","name":"reboot-1","stateMachineArn":"{{Machine}}"}""", sent.Body);
    }

    [Fact]
    public async Task AnyCall_WithSessionCredentials_CarriesASignatureThatVerifies()
    {
        using var service = new FakeService(FakeResponse.Ok("{}"));
        var config = new AmazonStepFunctionsConfig { ServiceURL = service.Address.ToString(), AuthenticationRegion = FakeCredentials.Region };
        using var client = new AmazonStepFunctionsClient(
            FakeCredentials.AccessKey, FakeCredentials.SecretKey, FakeCredentials.SessionToken, config);

        await client.SendTaskHeartbeatAsync(new SendTaskHeartbeatRequest { TaskToken = "token" }, Cancellation);

        var sent = service.Request;
        var (scope, signed, signature) = SigV4.Parse(sent["Authorization"]!);
        Assert.Equal($"{FakeCredentials.AccessKey}/{sent["X-Amz-Date"]![..8]}/{FakeCredentials.Region}/states/aws4_request", scope);
        Assert.Superset(new HashSet<string> { "host", "x-amz-date", "x-amz-security-token", "x-amz-target", "content-type" }, signed.ToHashSet());
        Assert.Equal(FakeCredentials.SessionToken, sent["X-Amz-Security-Token"]);
        Assert.Equal(SigV4.Expected(sent, scope, signed, FakeCredentials.SecretKey), signature);
    }

    [Fact]
    public async Task EveryOperation_WithNothingSet_SendsItsTargetAndAnEmptyObject()
    {
        using var service = new FakeService(FakeResponse.Ok("{}"));
        using var client = FakeCredentials.StepFunctionsAt(service.Address);

        Task[] calls =
        [
            client.CreateStateMachineAsync(new CreateStateMachineRequest(), Cancellation),
            client.DescribeExecutionAsync(new DescribeExecutionRequest(), Cancellation),
            client.DescribeStateMachineAsync(new DescribeStateMachineRequest(), Cancellation),
            client.GetExecutionHistoryAsync(new GetExecutionHistoryRequest(), Cancellation),
            client.ListExecutionsAsync(new ListExecutionsRequest(), Cancellation),
            client.ListStateMachinesAsync(new ListStateMachinesRequest(), Cancellation),
            client.SendTaskFailureAsync(new SendTaskFailureRequest(), Cancellation),
            client.SendTaskHeartbeatAsync(new SendTaskHeartbeatRequest(), Cancellation),
            client.SendTaskSuccessAsync(new SendTaskSuccessRequest(), Cancellation),
            client.StartExecutionAsync(new StartExecutionRequest(), Cancellation),
            client.StopExecutionAsync(new StopExecutionRequest(), Cancellation),
            client.UpdateStateMachineAsync(new UpdateStateMachineRequest(), Cancellation),
        ];
        await Task.WhenAll(calls);

        Assert.All(service.Requests, static sent => Assert.Equal("{}", sent.Body));
        Assert.Equal(
            [
                "CreateStateMachine", "DescribeExecution", "DescribeStateMachine", "GetExecutionHistory", "ListExecutions", "ListStateMachines",
                "SendTaskFailure", "SendTaskHeartbeat", "SendTaskSuccess", "StartExecution", "StopExecution", "UpdateStateMachine",
            ],
            service.Requests.Select(static sent => sent["X-Amz-Target"]!["AWSStepFunctions.".Length..]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task CreateStateMachine_WithStructuresAndLists_WritesThemNested()
    {
        using var service = new FakeService(FakeResponse.Ok("{}"));
        using var client = FakeCredentials.StepFunctionsAt(service.Address);

        await client.CreateStateMachineAsync(
            new CreateStateMachineRequest
            {
                Name = "m",
                Definition = "{}",
                RoleArn = "arn:role",
                Type = StateMachineType.STANDARD,
                Publish = true,
                Tags = [new Tag { Key = "env", Value = "sandbox" }],
                TracingConfiguration = new TracingConfiguration { Enabled = false },
                EncryptionConfiguration = new EncryptionConfiguration { KmsDataKeyReusePeriodSeconds = 300, Type = EncryptionType.AWS_OWNED_KEY },
                LoggingConfiguration = new LoggingConfiguration
                {
                    Level = Amazon.StepFunctions.LogLevel.ALL,
                    Destinations = [new LogDestination { CloudWatchLogsLogGroup = new CloudWatchLogsLogGroup { LogGroupArn = "arn:log" } }],
                },
            },
            Cancellation);

        Expect.Json(
            """
            {
              "name": "m", "definition": "{}", "roleArn": "arn:role", "type": "STANDARD", "publish": true,
              "tags": [{"key": "env", "value": "sandbox"}],
              "tracingConfiguration": {"enabled": false},
              "encryptionConfiguration": {"kmsDataKeyReusePeriodSeconds": 300, "type": "AWS_OWNED_KEY"},
              "loggingConfiguration": {"level": "ALL", "destinations": [{"cloudWatchLogsLogGroup": {"logGroupArn": "arn:log"}}]}
            }
            """,
            service.Request.Body);
    }

    [Fact]
    public async Task Lists_EmptyButNotNull_AreSent()
    {
        using var service = new FakeService(FakeResponse.Ok("{}"));
        using var client = FakeCredentials.StepFunctionsAt(service.Address);

        await client.CreateStateMachineAsync(new CreateStateMachineRequest { Tags = [] }, Cancellation);

        Expect.Json("""{"tags":[]}""", service.Request.Body);
    }

    [Fact]
    public async Task DerivedClient_OverridingAnOperation_NeedsNoNetwork()
    {
        using var client = new Recorded();

        var answer = await client.StopExecutionAsync(new StopExecutionRequest { ExecutionArn = "arn:e" }, Cancellation);

        Assert.Equal(new DateTime(2026, 11, 23, 0, 0, 0, DateTimeKind.Utc), answer.StopDate);
        Assert.Equal("arn:e", client.Stopped);
    }

    [Fact]
    public void Interface_AsATypeArgument_MakesItsOwnClient()
    {
        using var client = (AmazonStepFunctionsClient)Create<IAmazonStepFunctions>(new AmazonStepFunctionsConfig { RegionEndpoint = Amazon.RegionEndpoint.EUWest1 });

        Assert.Equal(Amazon.RegionEndpoint.EUWest1, client.Config.RegionEndpoint);
        Assert.IsType<AmazonStepFunctionsConfig>(Default<IAmazonStepFunctions>());

        static IAmazonService Create<T>(ClientConfig config) where T : IAmazonService =>
            T.CreateDefaultServiceClient(FakeCredentials.Basic, config);

        static ClientConfig Default<T>() where T : IAmazonService => T.CreateDefaultClientConfig();
    }

    private sealed class Recorded() : AmazonStepFunctionsClient(new AnonymousAWSCredentials(), Amazon.RegionEndpoint.EUWest1)
    {
        public string? Stopped { get; private set; }

        public override Task<StopExecutionResponse> StopExecutionAsync(StopExecutionRequest request, CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(request);
            Stopped = request.ExecutionArn;
            return Task.FromResult(new StopExecutionResponse { StopDate = new DateTime(2026, 11, 23, 0, 0, 0, DateTimeKind.Utc) });
        }
    }
}
