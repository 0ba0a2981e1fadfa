using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text.Json.Nodes;

using OpsAgent.TestKit;
using OpsAgent.TestKit.Aws;
using OpsAgent.TestKit.Moto;
using OpsAgent.TestKit.Oidc;

namespace OpsAgent.Deployment.Tests.Workflows;

/// <summary>The console's files and its config.json in the bucket of a stack, by the AWS CLI on moto.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class PublishConsoleTests(PublishConsoleTests.Account account) : IClassFixture<PublishConsoleTests.Account>
{
    public sealed class Account : IAsyncLifetime
    {
        private MotoAws? _moto;

        public Uri Url
        {
            get
            {
                ExternalTool.Require("moto");
                return _moto!.Url;
            }
        }

        public async ValueTask InitializeAsync() => _moto = ExternalTool.IsPresent("moto") ? await MotoAws.StartAsync() : null;

        public ValueTask DisposeAsync() => _moto?.DisposeAsync() ?? ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Publish_ForAStackWithAConsole_PutsEveryFileAndTheConfiguration()
    {
        await using var issuer = new FakeOidcIssuer { TokenOrigin = "https://ops.auth.us-east-1.amazoncognito.com" };
        await CreateStackAsync("test", "SANDBOX_LIVE", "opsagent-console", withConsole: true, issuer.Issuer, issuer.TokenOrigin, "client_id");

        var (exit, output, error) = await RunAsync("bash", Repository.PathTo("scripts", "publish-console.sh"), "test");

        Assert.True(exit == 0, output + error);
        Assert.Equal("The console is at https://d1.cloudfront.example.com/. AllowedOrigins must name it: https://d1.cloudfront.example.com", output.Trim());
        var root = Repository.PathTo("src", "OpsAgent.Console");
        Assert.Equal(
            Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(root, f)).Append("config.json").Order(StringComparer.Ordinal),
            JsonNode.Parse(await AwsAsync("s3api", "list-objects", "--bucket", "console-test"))!["Contents"]!.AsArray().Select(o => o!["Key"]!.GetValue<string>()).Order(StringComparer.Ordinal));
        Assert.Equal(
            $$$"""{"api":"https://api.example.com/test","execution_mode":"SANDBOX_LIVE","oidc":{"issuer":"{{{issuer.Issuer}}}","client_id":"opsagent-console","token":"access_token","token_origin":"https://ops.auth.us-east-1.amazoncognito.com","max_age":3600},"users":[],"api_key":null}""",
            JsonNode.Parse(await AwsAsync("s3", "cp", "s3://console-test/config.json", "-"))!.ToJsonString());
        Assert.Equal("no-cache", JsonNode.Parse(await AwsAsync("s3api", "head-object", "--bucket", "console-test", "--key", "js/main.js"))!["CacheControl"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("SANDBOX_LIVE", true, "deploy the stack with OidcClientId")]
    [InlineData("DRY_RUN", false, "deploy it with CreateConsole=true")]
    public async Task Publish_WhereTheConsoleCouldNotWork_Fails(string mode, bool withConsole, string words)
    {
        var environment = mode.ToLowerInvariant().Replace('_', '-');
        await CreateStackAsync(environment, mode, string.Empty, withConsole);
        var (exit, _, error) = await RunAsync("bash", Repository.PathTo("scripts", "publish-console.sh"), environment);
        Assert.Equal(1, exit);
        Assert.Contains(words, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("aud", "id_token")]
    [InlineData("azp", "id_token")]
    [InlineData("cid", "access_token")]
    public async Task Publish_WhereTheAudienceIsTheClient_SendsTheTokenThatHasTheClaim(string clientClaim, string token)
    {
        await using var issuer = new FakeOidcIssuer();
        await CreateStackAsync($"claim-{clientClaim}", "SANDBOX_LIVE", "opsagent-console", withConsole: true, issuer.Issuer, clientClaim: clientClaim, audience: "the-plugin,opsagent-console");

        var (exit, output, error) = await RunAsync("bash", Repository.PathTo("scripts", "publish-console.sh"), $"claim-{clientClaim}");

        Assert.True(exit == 0, output + error);
        var oidc = JsonNode.Parse(await AwsAsync("s3", "cp", $"s3://console-claim-{clientClaim}/config.json", "-"))!["oidc"]!;
        Assert.Equal((token, null), ((string?)oidc["token"], oidc["token_origin"]));
    }

    [Theory]
    [InlineData("none", "", "FAILED  the token endpoint is at https://oauth2.googleapis.com, which the console may not call: scripts/deploy.sh origin-none OidcTokenOrigin=https://oauth2.googleapis.com")]
    [InlineData("other", "https://oauth2.googleapis.com.example.com", "FAILED  the token endpoint is at https://oauth2.googleapis.com, which the console may not call: scripts/deploy.sh origin-other OidcTokenOrigin=https://oauth2.googleapis.com")]
    public async Task Publish_WhereThePolicyForbidsTheTokenEndpoint_SaysWhatToDeploy(string name, string tokenOrigin, string words)
    {
        await using var issuer = new FakeOidcIssuer { TokenOrigin = "https://oauth2.googleapis.com" };
        await CreateStackAsync($"origin-{name}", "SANDBOX_LIVE", "opsagent-console", withConsole: true, issuer.Issuer, tokenOrigin);

        var (exit, _, error) = await RunAsync("bash", Repository.PathTo("scripts", "publish-console.sh"), $"origin-{name}");

        Assert.Equal((1, words), (exit, error.Trim()));
    }

    [Fact]
    public async Task Publish_WhereTheIssuerIsSpeltOtherwise_SaysHowItCallsItself()
    {
        await using var issuer = new FakeOidcIssuer();
        await CreateStackAsync("slash", "SANDBOX_LIVE", "opsagent-console", withConsole: true, $"{issuer.Issuer}/");

        var (exit, _, error) = await RunAsync("bash", Repository.PathTo("scripts", "publish-console.sh"), "slash");

        Assert.Equal((1, $"FAILED  the identity provider calls itself {issuer.Issuer}: deploy the stack with OidcIssuer={issuer.Issuer}"), (exit, error.Trim()));
    }

    [Fact]
    public async Task Publish_WithoutAStack_Fails()
    {
        var (exit, _, error) = await RunAsync("bash", Repository.PathTo("scripts", "publish-console.sh"), "nowhere");
        Assert.Equal(1, exit);
        Assert.Contains("FAILED  there is no stack opsagent-controller-nowhere", error, StringComparison.Ordinal);
    }

    // Only the parts of a stack that the script reads.
    private async Task CreateStackAsync(
        string environment, string mode, string client, bool withConsole, string issuer = "https://login.example.com", string? tokenOrigin = "", string clientClaim = "azp", string audience = "opsagent-api")
    {
        var outputs = new JsonObject { ["PluginApiEndpointUrl"] = new JsonObject { ["Value"] = "https://api.example.com/test" } };
        if (withConsole)
        {
            outputs["ConsoleBucketName"] = new JsonObject { ["Value"] = new JsonObject { ["Ref"] = "ConsoleBucket" } };
            outputs["ConsoleUrl"] = new JsonObject { ["Value"] = "https://d1.cloudfront.example.com/" };
        }

        var template = new JsonObject
        {
            ["Parameters"] = new JsonObject(((string[])["ExecutionMode", "OidcIssuer", "OidcAudience", "OidcClientId", "OidcClientClaim", "OidcTokenOrigin", "DecisionAuthMinutes"]).Select(p => KeyValuePair.Create(p, (JsonNode?)new JsonObject { ["Type"] = "String" }))),
            ["Resources"] = new JsonObject
            {
                ["ConsoleBucket"] = new JsonObject { ["Type"] = "AWS::S3::Bucket", ["Properties"] = new JsonObject { ["BucketName"] = $"console-{environment}" } },
            },
            ["Outputs"] = outputs,
        };
        await AwsAsync(
            "cloudformation", "create-stack", "--stack-name", $"opsagent-controller-{environment}", "--template-body", template.ToJsonString(), "--parameters",
            new JsonArray(Given("ExecutionMode", mode), Given("OidcIssuer", issuer), Given("OidcAudience", audience), Given("OidcClientId", client),
                Given("OidcClientClaim", clientClaim), Given("OidcTokenOrigin", tokenOrigin ?? string.Empty), Given("DecisionAuthMinutes", "60")).ToJsonString());
    }

    private static JsonObject Given(string name, string value) => new() { ["ParameterKey"] = name, ["ParameterValue"] = value };

    private async Task<string> AwsAsync(params string[] arguments)
    {
        var (exit, output, error) = await RunAsync("aws", arguments);
        Assert.True(exit == 0, error);
        return output;
    }

    private async Task<(int Exit, string Output, string Error)> RunAsync(string tool, params string[] arguments)
    {
        var served = await ServedAws.FolderAsync();
        var start = new ProcessStartInfo(tool == "aws" ? Path.Combine(served, tool) : tool, arguments);
        start.Environment["PATH"] = $"{served}:{Environment.GetEnvironmentVariable("PATH")}";
        foreach (var (name, value) in new[]
        {
            ("AWS_ENDPOINT_URL", account.Url.AbsoluteUri.TrimEnd('/')), ("AWS_ACCESS_KEY_ID", "AKIAFAKEFAKEFAKEFAKE"), ("AWS_SECRET_ACCESS_KEY", "fake-secret-of-the-tests"),
            ("AWS_DEFAULT_REGION", "us-east-1"), ("AWS_REGION", "us-east-1"), ("AWS_EC2_METADATA_DISABLED", "true"),
        })
        {
            start.Environment[name] = value;
        }

        return await ExternalTool.RunAsync(start, "bash", "aws", "curl", "jq", "sed");
    }
}
