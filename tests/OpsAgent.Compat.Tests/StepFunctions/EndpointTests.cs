using Amazon;
using Amazon.Runtime;
using Amazon.StepFunctions;
using Amazon.StepFunctions.Model;
using OpsAgent.Compat.Tests.Support;

namespace OpsAgent.Compat.Tests.StepFunctions;

[Collection(ProcessEnvironment.Collection)]
public sealed class EndpointTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("eu-west-1", false, false, "https://states.eu-west-1.amazonaws.com/")]
    [InlineData("eu-west-1", true, false, "https://states-fips.eu-west-1.amazonaws.com/")]
    [InlineData("eu-west-1", false, true, "https://states.eu-west-1.api.aws/")]
    [InlineData("us-east-2", true, true, "https://states-fips.us-east-2.api.aws/")]
    [InlineData("cn-north-1", false, false, "https://states.cn-north-1.amazonaws.com.cn/")]
    public void Endpoint_OfARegion_FollowsItsPartition(string region, bool fips, bool dualStack, string expected)
    {
        using var client = new AmazonStepFunctionsClient(FakeCredentials.Basic, new AmazonStepFunctionsConfig
        {
            RegionEndpoint = RegionEndpoint.GetBySystemName(region),
            UseFIPSEndpoint = fips,
            UseDualstackEndpoint = dualStack,
        });

        Assert.Equal(expected, new Uri(client.DetermineServiceOperationEndpoint(new ListStateMachinesRequest()).URL).ToString());
    }

    [Fact]
    public void Endpoint_WithAServiceUrl_IsThatUrl()
    {
        using var client = FakeCredentials.StepFunctionsAt(new Uri("http://127.0.0.1:8083"));

        Assert.Equal("http://127.0.0.1:8083/", client.DetermineServiceOperationEndpoint(new ListStateMachinesRequest()).URL);
    }

    [Fact]
    public void Endpoint_WithAServiceUrlAndFips_IsRefused()
    {
        using var client = FakeCredentials.StepFunctionsAt(new Uri("http://127.0.0.1:8083"), static config => config.UseFIPSEndpoint = true);

        Assert.ThrowsAny<AmazonClientException>(() => client.DetermineServiceOperationEndpoint(new ListStateMachinesRequest()));
    }

    [Fact]
    public void Config_OfTheService_NamesItself()
    {
        var config = new AmazonStepFunctionsConfig();

        Assert.Equal("SFN", AmazonStepFunctionsConfig.ServiceId);
        Assert.Equal("states", config.RegionEndpointServiceName);
        Assert.Equal("states", config.AuthenticationServiceName);
        Assert.Equal("2016-11-23", config.ServiceVersion);
        Assert.Contains("SFN", config.UserAgent, StringComparison.Ordinal);
        Assert.Equal(RequestRetryMode.Standard, config.RetryMode);
    }

    [Fact]
    public void Client_WithoutRegionOrUrl_IsRefused()
    {
        using var environment = new ProcessEnvironment(("AWS_REGION", null), ("AWS_DEFAULT_REGION", null));

        Assert.ThrowsAny<AmazonClientException>(static () => new AmazonStepFunctionsClient(FakeCredentials.Basic, new AmazonStepFunctionsConfig()));
    }

    [Theory]
    [InlineData("AWS_ENDPOINT_URL")]
    [InlineData("AWS_ENDPOINT_URL_SFN")]
    public async Task Client_WithoutArguments_TakesCredentialsRegionAndEndpointFromTheEnvironment(string variable)
    {
        using var service = new FakeService(FakeResponse.Ok("""{"stateMachines":[]}"""));
        using var environment = new ProcessEnvironment(
            (variable, service.Address.ToString()),
            ("AWS_ACCESS_KEY_ID", FakeCredentials.AccessKey),
            ("AWS_SECRET_ACCESS_KEY", FakeCredentials.SecretKey),
            ("AWS_SESSION_TOKEN", FakeCredentials.SessionToken),
            ("AWS_REGION", "eu-central-1"));
        using var client = new AmazonStepFunctionsClient();

        await client.ListStateMachinesAsync(new ListStateMachinesRequest(), Cancellation);

        var (scope, _, _) = SigV4.Parse(service.Request["Authorization"]!);
        Assert.Matches($"^{FakeCredentials.AccessKey}/[0-9]{{8}}/eu-central-1/states/aws4_request$", scope);
        Assert.Equal(FakeCredentials.SessionToken, service.Request["X-Amz-Security-Token"]);
    }

    [Fact]
    public async Task Client_WithBothEndpointVariables_PrefersItsOwn()
    {
        using var service = new FakeService(FakeResponse.Ok("""{"stateMachines":[]}"""));
        using var environment = new ProcessEnvironment(
            ("AWS_ENDPOINT_URL", "http://127.0.0.1:9/"), ("AWS_ENDPOINT_URL_SFN", service.Address.ToString()), ("AWS_REGION", FakeCredentials.Region));
        using var client = new AmazonStepFunctionsClient(FakeCredentials.Basic);

        await client.ListStateMachinesAsync(new ListStateMachinesRequest(), Cancellation);

        Assert.Single(service.Requests);
    }
}
