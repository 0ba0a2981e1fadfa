using System.Text.Json.Nodes;

using OpsAgent.Deployment.Tests.OpenApi;

namespace OpsAgent.EndToEnd.Tests;

/// <summary><c>opsagent plugin-schema</c> as a person runs it.</summary>
public sealed class PluginSchemaTests
{
    private const string Endpoint = "https://abc123.execute-api.us-east-1.amazonaws.com/production";

    private static readonly string[] OAuth = ["--auth", "oauth", "--authorization-url", "https://login.example.com/authorize", "--token-url", "https://login.example.com/token"];
    private static readonly string[] ApiKey = ["--auth", "api-key"];

    [Theory]
    [InlineData("oauth", "oauth2")]
    [InlineData("api-key", "apiKey")]
    public async Task Json_OfEitherAuth_IsAPluginOfAtMostTwentyOperations(string auth, string scheme)
    {
        var (exit, output, error) = await RunAsync([.. Auth(auth), "--json"]);

        Assert.Equal((0, string.Empty), (exit, error));
        var plugin = JsonNode.Parse(output)!;
        Assert.Equal(Endpoint, (string?)Assert.Single(plugin["servers"]!.AsArray())!["url"]);
        Assert.Equal(scheme, (string?)Assert.Single(plugin["components"]!["securitySchemes"]!.AsObject()).Value!["type"]);
        Assert.InRange(plugin["paths"]!.AsObject().Sum(p => p.Value!.AsObject().Count), 1, 20);
        Assert.DoesNotContain("x-amazon-", output, StringComparison.Ordinal);
        await AcceptAsync(output, "json");
    }

    [Theory]
    [InlineData("oauth")]
    [InlineData("api-key")]
    public async Task Yaml_OfEitherAuth_IsOpenApiWithoutWhatApiGatewayReads(string auth)
    {
        var (exit, output, error) = await RunAsync(Auth(auth));

        Assert.Equal((0, string.Empty), (exit, error));
        Assert.StartsWith("openapi: ", output, StringComparison.Ordinal);
        Assert.Contains(Endpoint, output, StringComparison.Ordinal);
        Assert.DoesNotContain("x-amazon-", output, StringComparison.Ordinal);
        await AcceptAsync(output, "yaml");
    }

    [Fact]
    public async Task Quick_WithoutJson_IsJsonAllTheSame()
    {
        var (exit, output, _) = await RunAsync([.. ApiKey, "--for", "quick"]);
        Assert.Equal(0, exit);
        Assert.NotNull(JsonNode.Parse(output));
    }

    [Fact]
    public async Task OAuth_WithoutTheIdentityProvider_SaysThatItsAddressesAreMissing()
    {
        var (exit, output, error) = await RunAsync(["--auth", "oauth"]);
        Assert.Equal(0, exit);
        Assert.Contains("--authorization-url", error, StringComparison.Ordinal);
        Assert.Contains("https://identity-provider.example.com/oauth2/token", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://abc123.execute-api.us-east-1.amazonaws.com/production")]
    [InlineData("abc123.execute-api.us-east-1.amazonaws.com")]
    [InlineData("https://user:secret@example.com/production")]
    [InlineData("https://example.com/production?stage=1")]
    [InlineData("https://example.com/production#top")]
    [InlineData("https://example.com/a b")]
    public async Task Endpoint_ThatIsNoHttpsUrl_IsRefused(string endpoint) =>
        Refused(await Cli.RunAsync(["plugin-schema", "--endpoint", endpoint, .. ApiKey]), "PluginApiEndpointUrl");

    [Fact]
    public async Task Key_ForQBusiness_IsRefused() => Refused(await RunAsync([.. ApiKey, "--for", "qbusiness"]), "Amazon Q Business cannot send an API key");

    [Fact]
    public async Task Auth_ThatIsNone_IsRefused() => Refused(await RunAsync(["--auth", "basic"]), "oauth");

    [Fact]
    public async Task Endpoint_NotGiven_IsRefused() => Refused(await Cli.RunAsync(["plugin-schema", .. ApiKey]), "--endpoint");

    private static string[] Auth(string auth) => auth == "oauth" ? OAuth : ApiKey;

    private static Task<(int Exit, string Output, string Error)> RunAsync(string[] arguments) => Cli.RunAsync(["plugin-schema", "--endpoint", Endpoint, .. arguments]);

    private static async Task AcceptAsync(string text, string extension)
    {
        var (exit, output) = await SpecValidator.CheckAsync(text, extension);
        Assert.True(exit == 0, output);
    }

    private static void Refused((int Exit, string Output, string Error) run, string words)
    {
        Assert.Equal((2, string.Empty), (run.Exit, run.Output));
        Assert.StartsWith("opsagent: ", run.Error, StringComparison.Ordinal);
        Assert.Contains(words, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", run.Error, StringComparison.Ordinal);
    }
}
