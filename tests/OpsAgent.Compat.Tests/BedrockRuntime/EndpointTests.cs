using Amazon;
using Amazon.BedrockRuntime;
using Amazon.Runtime;
using OpsAgent.Compat.Tests.Support;

namespace OpsAgent.Compat.Tests.BedrockRuntime;

[Collection(ProcessEnvironment.Collection)]
public sealed class EndpointTests
{
    private const string Token = "fake-bedrock-key-of-a-test";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("eu-west-1", false, false, "https://bedrock-runtime.eu-west-1.amazonaws.com/")]
    [InlineData("us-east-1", true, false, "https://bedrock-runtime-fips.us-east-1.amazonaws.com/")]
    [InlineData("us-east-1", false, true, "https://bedrock-runtime.us-east-1.api.aws/")]
    public void Endpoint_OfARegion_FollowsItsPartition(string region, bool fips, bool dualStack, string expected)
    {
        using var client = new AmazonBedrockRuntimeClient(FakeCredentials.Basic, new AmazonBedrockRuntimeConfig
        {
            RegionEndpoint = RegionEndpoint.GetBySystemName(region),
            UseFIPSEndpoint = fips,
            UseDualstackEndpoint = dualStack,
        });

        Assert.Equal(expected, new Uri(client.DetermineServiceOperationEndpoint(ConverseServer.Ask()).URL).ToString());
    }

    [Fact]
    public void Config_OfTheService_NamesItself()
    {
        var config = new AmazonBedrockRuntimeConfig();

        Assert.Equal("Bedrock Runtime", AmazonBedrockRuntimeConfig.ServiceId);
        Assert.Equal(("bedrock-runtime", "bedrock", "2023-09-30"), (config.RegionEndpointServiceName, config.AuthenticationServiceName, config.ServiceVersion));
    }

    [Theory]
    [InlineData("AWS_ENDPOINT_URL")]
    [InlineData("AWS_ENDPOINT_URL_BEDROCK_RUNTIME")]
    public async Task Client_WithoutArguments_TakesCredentialsRegionAndEndpointFromTheEnvironment(string variable)
    {
        using var service = new FakeService(FakeResponse.Ok(ConverseServer.TextAnswer));
        using var environment = new ProcessEnvironment(
            (variable, service.Address.ToString()),
            ("AWS_ACCESS_KEY_ID", FakeCredentials.AccessKey),
            ("AWS_SECRET_ACCESS_KEY", FakeCredentials.SecretKey),
            ("AWS_SESSION_TOKEN", FakeCredentials.SessionToken),
            ("AWS_BEARER_TOKEN_BEDROCK", null),
            ("AWS_REGION", "eu-central-1"));
        using var client = new AmazonBedrockRuntimeClient();

        await client.ConverseAsync(ConverseServer.Ask(), Cancellation);

        Assert.Matches($"^{FakeCredentials.AccessKey}/[0-9]{{8}}/eu-central-1/bedrock/aws4_request$", SigV4.Parse(service.Request["Authorization"]!).Scope);
    }

    [Fact]
    public async Task Client_WithABearerTokenInTheEnvironment_SendsThatInsteadOfASignature()
    {
        using var environment = new ProcessEnvironment(("AWS_BEARER_TOKEN_BEDROCK", Token), ("AWS_REGION", FakeCredentials.Region));
        using var http = new UnsentHttp(ConverseServer.TextAnswer);
        using var client = new AmazonBedrockRuntimeClient(new AmazonBedrockRuntimeConfig { HttpClientFactory = http });

        var answer = await client.ConverseAsync(ConverseServer.Ask(), Cancellation);

        Assert.NotNull(answer.Output);
        Assert.Equal("bedrock-runtime.eu-west-1.amazonaws.com", http.Request.RequestUri!.Host);
        Assert.Equal($"Bearer {Token}", http.Request.Headers.NonValidated["Authorization"].ToString());
    }

    [Fact]
    public async Task Client_WithABearerTokenAndNoTls_SendsNothing()
    {
        using var service = new FakeService(FakeResponse.Ok(ConverseServer.TextAnswer));
        using var environment = new ProcessEnvironment(("AWS_BEARER_TOKEN_BEDROCK", Token), ("AWS_REGION", FakeCredentials.Region));
        using var client = new AmazonBedrockRuntimeClient(FakeCredentials.At<AmazonBedrockRuntimeConfig>(service.Address));

        await Assert.ThrowsAsync<AmazonClientException>(() => client.ConverseAsync(ConverseServer.Ask(), Cancellation));

        Assert.Empty(service.Requests);
    }
}
