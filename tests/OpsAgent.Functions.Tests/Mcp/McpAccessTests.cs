using System.Text.Json.Nodes;

using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Api.Mcp;
using OpsAgent.Functions.Api.Pipeline;
using OpsAgent.Functions.Hosting;
using OpsAgent.Functions.Tests.Identity;
using OpsAgent.Functions.Tests.Identity.Matrix;
using OpsAgent.Functions.Tests.Kit;

namespace OpsAgent.Functions.Tests.Mcp;

/// <summary>Who gets in, and what others are told: credentials, OAuth discovery, origins.</summary>
public sealed class McpAccessTests(MatrixWorld world) : IClassFixture<MatrixWorld>
{
    private const string Issuer = "https://id.example.com/pool";

    // Where tokens come from the gateway says, which renames a function's WWW-Authenticate.
    [Theory]
    [InlineData(null)]
    [InlineData("Bearer no")]
    public async Task Call_OfNobody_IsRefusedByTheFunctionToo(string? authorization)
    {
        var bench = new Bench { Change = p => p with { TokenIssuer = Issuer } };
        var client = new RawClient(bench);
        var sent = client.Event("tools/list").Without("X-API-Key");

        var reply = await client.SendAsync(authorization is null ? sent : sent.With("Authorization", authorization));

        Assert.Equal((401, "AUTHENTICATION_FAILED"), (reply.Status, (string?)reply.Message["error"]!["data"]!["code"]));
        Assert.Null(reply.Header("WWW-Authenticate"));
        Assert.Contains(bench.Lines, l => l.Contains("authentication_failed", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("api.example.com", "", "https://api.example.com/mcp")]
    [InlineData("abc123.execute-api.eu-west-1.amazonaws.com", "/production", "https://abc123.execute-api.eu-west-1.amazonaws.com/production/mcp")]
    [InlineData("127.0.0.1:8080", "", "http://127.0.0.1:8080/mcp")]
    public async Task Metadata_NamesTheResourceAsItWasReached(string host, string stage, string resource)
    {
        var sent = Metadata(Routes.McpMetadata, host);
        sent["requestContext"]!["path"] = $"{stage}{Routes.McpMetadata}";

        var reply = await new RawClient(new Bench { Change = p => p with { TokenIssuer = Issuer } }).SendAsync(sent);

        Assert.Equal((200, resource), (reply.Status, (string?)reply.Message["resource"]));
    }

    [Theory]
    [InlineData("/.well-known/oauth-protected-resource")]
    [InlineData("/.well-known/oauth-protected-resource/mcp")]
    public async Task Metadata_NeedsNoCredentials_AndNamesResourceAndIssuer(string path)
    {
        var bench = new Bench { Change = p => p with { TokenIssuer = Issuer } };
        var sent = Metadata(path, "api.example.com");
        sent["requestContext"]!["path"] = $"/production{path}";

        var reply = await new RawClient(bench).SendAsync(sent);

        Assert.Equal(200, reply.Status);
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse($$"""{"resource":"https://api.example.com/production/mcp","authorization_servers":["{{Issuer}}"],"scopes_supported":["openid","email"],"bearer_methods_supported":["header"],"resource_name":"OpsAgent"}"""),
            reply.Message));
    }

    [Theory]
    [InlineData(null, "api.example.com")]
    [InlineData(Issuer, "api.example.com\" , Basic realm=\"x")]
    [InlineData(Issuer, "user@evil.example.com")]
    [InlineData(Issuer, "")]
    public async Task Metadata_WhereThereIsNothingToTell_IsNotFound(string? issuer, string host)
    {
        var bench = new Bench { Change = p => p with { TokenIssuer = issuer } };
        var client = new RawClient(bench);

        Assert.Equal(404, (await client.SendAsync(Metadata("/.well-known/oauth-protected-resource", host))).Status);
    }

    [Theory]
    [InlineData("https://evil.example.com", 403)]
    [InlineData("null", 403)]
    [InlineData("http://127.0.0.1:8080", 403)]
    [InlineData("https://console.example.com", 200)]
    public async Task Origin_IsOneOfThoseAllowed_OrNone(string origin, int status)
    {
        var bench = new Bench { Agent = Bench.LocalAgent with { AllowedOrigins = ["https://console.example.com"] } };
        var client = new RawClient(bench);

        Assert.Equal(status, (await client.SendAsync(client.Event("tools/list").With("Origin", origin))).Status);
    }

    [Theory]
    [InlineData("nobody@example.com", 403)]
    [InlineData("not an address", 401)]
    [InlineData(null, 401)]
    public async Task Call_OfAUserWhomNobodyAllowed_IsRefusedAsAnyOther(string? user, int status)
    {
        var client = new RawClient(new Bench());
        var sent = client.Event("tools/list");

        Assert.Equal(status, (await client.SendAsync(user is null ? sent.Without("X-OpsAgent-User") : sent.With("X-OpsAgent-User", user))).Status);
    }

    [Theory]
    [InlineData(ExecutionMode.LocalMock)]
    [InlineData(ExecutionMode.SandboxLive)]
    public async Task Call_WithEveryCredential_IsAdmittedAsByTheOtherRoutes(ExecutionMode mode)
    {
        var look = MatrixRoute.All.Single(r => r.Name == "GET /operations/proposals");
        var bench = new Bench(MatrixUser.Parameters) { Agent = Bench.LocalAgent with { Mode = mode }, Tokens = world.Tokens };
        var (client, cells) = (new RawClient(bench), 0);
        foreach (var (credential, user) in MatrixCredential.All.SelectMany(c => MatrixUser.All.Select(u => (c, u))))
        {
            var sent = client.Event("tools/call", new JsonObject { ["name"] = McpTools.ListProposals }).Without("X-API-Key").Without("X-OpsAgent-User");
            var request = credential.Request(look, user, world.AuthorizationOf(credential, user));
            foreach (var (header, value) in request.Headers)
            {
                sent.With(header, value);
            }

            var reply = await client.SendAsync(sent);

            Assert.Equal(MatrixRules.Answer(look, credential, user, mode), (reply.Status, (string?)reply.Message["error"]?["data"]?["code"]));
            Assert.Equal(
                MatrixRules.Authorizer(look, credential, user),
                await AuthorisationMatrixTests.VerdictAsync(bench, bench.Function(FunctionNames.Authorizer), sent, "POST/mcp", AuthorisationMatrixTests.Secrets(request)));
            cells++;
        }

        Assert.True(cells > 100);
    }

    private static JsonObject Metadata(string path, string host) => Events.Event("GET", path, null).Without("X-API-Key").With("Host", host);
}
