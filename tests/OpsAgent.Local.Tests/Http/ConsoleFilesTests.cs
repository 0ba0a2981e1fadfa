using System.Net;

using OpsAgent.Functions.Configuration;
using OpsAgent.Local.Hosting;
using OpsAgent.Local.Tests.Kit;

namespace OpsAgent.Local.Tests.Http;

/// <summary>The console's files as the front door serves them.</summary>
public sealed class ConsoleFilesTests : IDisposable
{
    private readonly HttpClient client = new();

    public void Dispose() => client.Dispose();

    [Theory]
    [InlineData("/", "text/html; charset=utf-8")]
    [InlineData("/console.css", "text/css; charset=utf-8")]
    [InlineData("/js/main.js", "text/javascript; charset=utf-8")]
    [InlineData("/js/views/inbox.js", "text/javascript; charset=utf-8")]
    [InlineData("/favicon.svg", "image/svg+xml")]
    [InlineData("/config.json", "application/json")]
    public async Task Get_AFile_HasItsTypeAndEverySecurityHeader(string path, string type)
    {
        await using var agent = await LocalAgent.StartAsync();
        using var response = await GetAsync(agent, path);

        Assert.Equal((HttpStatusCode.OK, type), (response.StatusCode, response.Content.Headers.ContentType?.ToString()));
        var policy = Header(response, "Content-Security-Policy");
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; ", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Contains("form-action 'none'; frame-ancestors 'none'; base-uri 'none'; require-trusted-types-for 'script'", policy, StringComparison.Ordinal);
        Assert.Equal(
            ("nosniff", "no-referrer", "same-origin", "same-origin"),
            (Header(response, "X-Content-Type-Options"), Header(response, "Referrer-Policy"), Header(response, "Cross-Origin-Opener-Policy"), Header(response, "Cross-Origin-Resource-Policy")));
    }

    [Fact]
    public async Task Get_AFileThatTheBrowserHas_Is304WithoutABody()
    {
        await using var agent = await LocalAgent.StartAsync();
        using var first = await GetAsync(agent, "/console.css");
        Assert.Equal("no-cache", Header(first, "Cache-Control"));

        using var again = await GetAsync(agent, "/console.css", ("If-None-Match", Header(first, "ETag")));
        using var other = await GetAsync(agent, "/console.css", ("If-None-Match", "\"another\""));

        Assert.Equal((HttpStatusCode.NotModified, 0), (again.StatusCode, (await again.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length));
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task Config_ForAnotherHostsName_IsRefused()
    {
        await using var agent = await LocalAgent.StartAsync();
        using var own = await GetAsync(agent, "/config.json");
        using var rebound = await GetAsync(agent, "/config.json", ("Host", "evil.example"));

        Assert.Contains(agent.Host.ApiKey!, await own.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        var text = await rebound.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Forbidden, rebound.StatusCode);
        Assert.DoesNotContain(agent.Host.ApiKey!, text, StringComparison.Ordinal);
        Assert.DoesNotContain("@example.com", text, StringComparison.Ordinal);
        Assert.Equal("no-store", Header(own, "Cache-Control"));
    }

    [Theory]
    [InlineData("", "azp", "opsagent", "access_token", "null", "connect-src 'self' http://127.0.0.1:9000; ")]
    [InlineData("https://Ops.auth.us-east-1.amazoncognito.com", "client_id", "opsagent-console", "access_token", "\"https://ops.auth.us-east-1.amazoncognito.com\"", "connect-src 'self' http://127.0.0.1:9000 https://ops.auth.us-east-1.amazoncognito.com; ")]
    [InlineData("", "aud", "the-plugin,opsagent-console", "id_token", "null", "connect-src 'self' http://127.0.0.1:9000; ")]
    public async Task Config_WithAnIssuer_TellsTheClientAndLetsThePageReachIt(string tokenOrigin, string clientClaim, string audience, string token, string origin, string policy)
    {
        var settings = new Dictionary<string, string>
        {
            ["OPSAGENT_OIDC_ISSUER"] = "http://127.0.0.1:9000/realms/ops", ["OPSAGENT_OIDC_AUDIENCE"] = audience, ["OPSAGENT_OIDC_CLIENT_ID"] = "opsagent-console",
            ["OPSAGENT_OIDC_CLIENT_CLAIM"] = clientClaim, ["OPSAGENT_OIDC_TOKEN_ORIGIN"] = tokenOrigin,
        };
        var deployment = DeploymentReader.Read(settings.GetValueOrDefault, DeploymentHost.Local).Deployment;
        await using var agent = await LocalAgent.StartAsync(new LocalOptions { Deployment = deployment });
        using var response = await GetAsync(agent, "/config.json");

        Assert.Contains(
            $$"""
            "oidc":{"issuer":"http://127.0.0.1:9000/realms/ops","client_id":"opsagent-console","token":"{{token}}","token_origin":{{origin}},"max_age":3600}
            """,
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
        Assert.Contains(policy, Header(response, "Content-Security-Policy"), StringComparison.Ordinal);
    }

    private Task<HttpResponseMessage> GetAsync(LocalAgent agent, string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(agent.Host.Url, path));
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static string Header(HttpResponseMessage response, string name) => string.Join(", ", response.Headers.GetValues(name));
}
