using System.Text;

using OpsAgent.Functions.Configuration;
using OpsAgent.Local.Tests.Fuzz;
using OpsAgent.Local.Tests.Kit;

namespace OpsAgent.Local.Tests.Http;

/// <summary>What every server of the host refuses before it acts, each in its own protocol: pages of others, and what is hardly HTTP.</summary>
public sealed class AccessTests(AccessTests.OneAgent one) : IClassFixture<AccessTests.OneAgent>
{
    private const string ListedOrigin = "https://ops.example.com";
    private const string Body = "{}";
    private static readonly string[] Servers = ["API", "Step Functions", "Lambda"];

    private static readonly (string Header, string Value)[] Foreign =
    [
        ("Host", "evil.example"), ("Host", "evil.example:PORT"), ("Host", "127.0.0.1"), ("Host", "127.0.0.1:1"), ("Host", "127.0.0.1.evil.example:PORT"), ("Host", ""),
        ("Origin", "https://evil.example"), ("Origin", "null"), ("Origin", "http://127.0.0.1"), ("Origin", "http://localhost:1"), ("Origin", "https://localhost:PORT"),
        ("Origin", "https://ops.example.com.evil.example"), ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Site", "same-site"),
    ];

    private static readonly string[] Framings =
    [
        "Transfer-Encoding: chunked\r\n\r\n1ffffffffffffffff\r\n{}", "Transfer-Encoding: chunked\r\n\r\nffffffffffffffffffffffffffffffff\r\n{}",
        "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n{}", "Transfer-Encoding: chunked\r\n\r\n7fffffffffffffff\r\n{}", "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}",
        "Transfer-Encoding: chunked\r\n\r\n-1\r\n{}", "Transfer-Encoding: chunked\r\n\r\n\r\n{}", "Transfer-Encoding: chunked\r\n\r\n2\r\n{}x", "Transfer-Encoding: chunked\r\n\r\n5000000\r\n{}",
        "Content-Length: 95000000\r\n\r\n{}",
    ];

    public static TheoryData<string, string, string> ForeignRequests =>
        [.. from server in Servers from one in Foreign select new TheoryDataRow<string, string, string>(server, one.Header, one.Value)];

    public static TheoryData<string, string> BadFramings => [.. from server in Servers from framing in Framings select new TheoryDataRow<string, string>(server, framing)];

    [Theory]
    [MemberData(nameof(ForeignRequests))]
    public async Task Request_OfAForeignPage_IsRefusedInTheServersProtocol(string server, string header, string value)
    {
        var target = Target.Of(server, one.Agent);
        value = value.Replace("PORT", $"{target.Url.Port}", StringComparison.Ordinal);
        var headers = header == "Host" ? $"Host: {value}\r\n" : $"Host: {target.Url.Authority}\r\n{header}: {value}\r\n";

        AssertRefused(target, await SendAsync(target, $"{headers}Content-Length: 2\r\n\r\n{Body}"), 403);
    }

    [Theory]
    [InlineData("API", "Host", "localhost:PORT")]
    [InlineData("API", "Host", "[::1]:PORT")]
    [InlineData("API", "Origin", "http://127.0.0.1:PORT")]
    [InlineData("API", "Origin", "http://localhost:PORT")]
    [InlineData("API", "Origin", ListedOrigin)]
    [InlineData("API", "Sec-Fetch-Site", "same-origin")]
    [InlineData("API", "Sec-Fetch-Site", "cross-site\r\nSec-Fetch-Mode: navigate")]
    [InlineData("Step Functions", "Host", "localhost:PORT")]
    [InlineData("Lambda", "Host", "LOCALHOST:PORT")]
    public async Task Request_OfAnOwnNameOrAListedPage_IsTaken(string server, string header, string value)
    {
        var target = Target.Of(server, one.Agent);
        value = value.Replace("PORT", $"{target.Url.Port}", StringComparison.Ordinal);
        var headers = header == "Host" ? $"Host: {value}\r\n" : $"Host: {target.Url.Authority}\r\n{header}: {value}\r\n";

        Assert.Equal(200, (await SendAsync(target, $"{headers}Content-Length: 2\r\n\r\n{Body}"))!.Status);
    }

    [Theory]
    [MemberData(nameof(BadFramings))]
    public async Task Request_ThatIsHardlyHttp_IsRefusedInTheServersProtocol(string server, string framing)
    {
        var target = Target.Of(server, one.Agent);

        var answer = await SendAsync(target, $"Host: {target.Url.Authority}\r\n{framing}");

        AssertRefused(target, answer, framing.StartsWith("Content-Length", StringComparison.Ordinal) ? 413 : 400);
    }

    [Theory]
    [InlineData("text/plain", 415)]
    [InlineData("application/x-www-form-urlencoded", 415)]
    [InlineData("multipart/form-data; boundary=x", 415)]
    [InlineData("", 415)]
    [InlineData("application/json", 200)]
    [InlineData("application/octet-stream", 200)]
    [InlineData("binary/octet-stream", 200)]
    [InlineData("application/x-amz-json-1.1", 200)]
    [InlineData("\r\nAuthorization: AWS4-HMAC-SHA256 Credential=x", 200)]
    public async Task Invoke_WithAContentType_IsTakenIfAnAwsClientSendsIt(string type, int status)
    {
        var target = Target.Of("Lambda", one.Agent) with { ContentType = type };

        var answer = await SendAsync(target, $"Host: {target.Url.Authority}\r\nContent-Length: 2\r\n\r\n{Body}");

        Assert.Equal(status, answer!.Status);
    }

    private static void AssertRefused(Target target, RawAnswer? answer, int status)
    {
        Assert.NotNull(answer);
        var text = Encoding.UTF8.GetString(answer.Body);
        Assert.True(answer.Status == status, $"{answer.Status} {text}");
        Assert.Contains(target.RefusalHas, text, StringComparison.Ordinal);
        Assert.DoesNotContain("evil", text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
    }

    private static async Task<RawAnswer?> SendAsync(Target target, string rest)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var connection = await RawConnection.OpenAsync(target.Url, patience.Token);
        var type = target.ContentType is null ? string.Empty : $"Content-Type: {target.ContentType}\r\n";
        await connection.SendAsync(Encoding.ASCII.GetBytes($"POST {target.Path} HTTP/1.1\r\nConnection: close\r\n{target.Headers}{type}{rest}"), patience.Token);
        return await connection.ReadAsync(toHead: false, patience.Token);
    }

    /// <param name="RefusalHas">What a refusal of its protocol has.</param>
    private sealed record Target(Uri Url, string Path, string Headers, string? ContentType, string RefusalHas)
    {
        public static Target Of(string server, LocalAgent agent) => server switch
        {
            "API" => new(
                agent.Host.Url, "/operations/create_incident_record", $"X-API-Key: {agent.Host.ApiKey}\r\nX-OpsAgent-User: engineer@example.com\r\n", "application/json", "\"correlation_id\":"),
            "Step Functions" => new(agent.Host.StatesUrl, "/", "X-Amz-Target: AWSStepFunctions.ListStateMachines\r\n", "application/x-amz-json-1.0", "\"__type\":"),
            _ => new(agent.Host.LambdaUrl, "/2015-03-31/functions/Health/invocations", string.Empty, "application/json", "\"Type\":\"User\""),
        };
    }

    public sealed class OneAgent : IAsyncLifetime
    {
        internal LocalAgent Agent { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Agent = await LocalAgent.StartAsync(new Hosting.LocalOptions
        {
            Deployment = DeploymentReader.Read(
                variable => variable == "OPSAGENT_ALLOWED_ORIGINS" ? ListedOrigin : variable.EndsWith("_PER_MINUTE", StringComparison.Ordinal) ? "999999" : null, DeploymentHost.Local).Deployment,
        });

        public ValueTask DisposeAsync() => Agent.DisposeAsync();
    }
}
