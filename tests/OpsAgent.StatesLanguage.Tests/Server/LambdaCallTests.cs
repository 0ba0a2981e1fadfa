namespace OpsAgent.StatesLanguage.Tests;

public sealed class LambdaCallTests
{
    [Fact]
    public async Task Invoke_Answered_HasTheRecordedResultShape()
    {
        await using var host = await EngineHost.StartAsync();
        host.Lambda.On("f", payload => new(payload));
        var execution = await host.Client.StartAsync(await host.Client.CreateAsync(Asl.SingleState(Asl.Invoke())), """{"a":"é"}""");

        var ended = await host.EndedAsync(execution);

        var output = System.Text.Json.Nodes.JsonNode.Parse(StatesClient.Text(ended, "output"))!.AsObject();
        Assert.Equal(["ExecutedVersion", "Payload", "SdkHttpMetadata", "SdkResponseMetadata", "StatusCode"], output.Select(member => member.Key));
        Assert.Equal("""{"in":{"a":"é"}}""", output["Payload"].ToJsonText());
        Assert.Equal("$LATEST", output["ExecutedVersion"]!.GetValue<string>());
        Assert.Equal(200, output["SdkHttpMetadata"]!["HttpStatusCode"]!.GetValue<int>());
        Assert.Equal("11111111-1111-1111-1111-111111111111", output["SdkResponseMetadata"]!["RequestId"]!.GetValue<string>());
        Assert.Equal("""["application/json"]""", output["SdkHttpMetadata"]!["AllHttpHeaders"]!["Content-Type"].ToJsonText());
    }

    [Fact]
    public async Task FunctionError_IsTheErrorTypeAndTheCompactPayload()
    {
        await using var host = await EngineHost.StartAsync();
        host.Lambda.On("f", _ => new("""{"errorMessage": "no", "errorType": "GuardRail"}""", FunctionError: true));
        var execution = await host.Client.StartAsync(await host.Client.CreateAsync(Asl.SingleState(Asl.Invoke())));

        var ended = await host.EndedAsync(execution);

        Assert.Equal("FAILED", StatesClient.Text(ended, "status"));
        Assert.Equal("GuardRail", StatesClient.Text(ended, "error"));
        Assert.Equal("""{"errorMessage":"no","errorType":"GuardRail"}""", StatesClient.Text(ended, "cause"));
    }

    [Fact]
    public async Task FunctionError_OfAFunctionArn_KeepsThePayloadAsWritten()
    {
        await using var host = await EngineHost.StartAsync();
        var arn = "arn:aws:lambda:us-east-1:123456789012:function:f";
        host.Lambda.On(arn, _ => new("""{"errorMessage": "no", "errorType": "GuardRail"}""", FunctionError: true));
        var execution = await host.Client.StartAsync(await host.Client.CreateAsync(Asl.SingleState($$"""{"Type":"Task","Resource":"{{arn}}","End":true}""")));

        Assert.Equal("""{"errorMessage": "no", "errorType": "GuardRail"}""", StatesClient.Text(await host.EndedAsync(execution), "cause"));
        Assert.Equal("/2015-03-31/functions/" + Uri.EscapeDataString(arn) + "/invocations", host.Lambda.Calls.Single().Target.Replace(arn, Uri.EscapeDataString(arn), StringComparison.Ordinal));
    }

    [Fact]
    public async Task MissingFunction_HasTheRecordedErrorAndCause()
    {
        await using var host = await EngineHost.StartAsync();
        var execution = await host.Client.StartAsync(await host.Client.CreateAsync(Asl.SingleState(Asl.Invoke())));

        var ended = await host.EndedAsync(execution);

        Assert.Equal("Lambda.ResourceNotFoundException", StatesClient.Text(ended, "error"));
        Assert.Equal(
            "Function not found: f (Service: AWSLambda; Status Code: 404; Error Code: ResourceNotFoundException; Request ID: 11111111-1111-1111-1111-111111111111; Proxy: null)",
            StatesClient.Text(ended, "cause"));
    }

    [Theory]
    [InlineData(429, null, "Lambda.TooManyRequestsException")]
    [InlineData(500, null, "Lambda.ServiceException")]
    [InlineData(400, "InvalidParameterValueException:http://x", "Lambda.InvalidParameterValueException")]
    public async Task ServiceErrors_AreNamedAsTheSdkNamesThem(int status, string? type, string error)
    {
        await using var host = await EngineHost.StartAsync();
        host.Lambda.On("f", _ => new("{}", Status: status, ErrorType: type));
        var execution = await host.Client.StartAsync(await host.Client.CreateAsync(Asl.SingleState(Asl.Invoke())));

        Assert.Equal(error, StatesClient.Text(await host.EndedAsync(execution), "error"));
    }

    [Fact]
    public async Task Endpoint_ThatIsGone_IsAnSdkClientException()
    {
        await using var host = await EngineHost.StartAsync();
        await host.Lambda.DisposeAsync();
        var execution = await host.Client.StartAsync(await host.Client.CreateAsync(Asl.SingleState(Asl.Invoke())));

        Assert.Equal("Lambda.SdkClientException", StatesClient.Text(await host.EndedAsync(execution), "error"));
    }

    [Fact]
    public async Task Answer_ThatIsNotJson_BecomesAString()
    {
        await using var host = await EngineHost.StartAsync();
        host.Lambda.On("f", _ => new("plain words"));
        var execution = await host.Client.StartAsync(await host.Client.CreateAsync(Asl.SingleState(Asl.Invoke("\"OutputPath\":\"$.Payload\""))));

        Assert.Equal("\"plain words\"", StatesClient.Text(await host.EndedAsync(execution), "output"));
    }
}
