using System.Text;
using System.Text.Json.Nodes;

using OpsAgent.Core.Identity;
using OpsAgent.Functions.Configuration;
using OpsAgent.Local.Hosting;
using OpsAgent.Local.Stores;
using OpsAgent.Local.Tests.Fuzz;
using OpsAgent.Local.Tests.Kit;
using OpsAgent.TestKit.Oidc;

namespace OpsAgent.Local.Tests.Gateway;

/// <summary>A way into an agent of its own: the local host's, or API Gateway's.</summary>
internal sealed class Door : IAsyncDisposable
{
    public const string ConsoleOrigin = "https://console.example.com";
    public const string OtherOrigin = "https://ops.example.com";

    /// <summary>Of API Gateway.</summary>
    public const string Domain = "api.example.com";

    private const int Many = 999_999;
    private const string Origins = $"{ConsoleOrigin},{OtherOrigin}";
    private const string PlanKey = "0123456789abcdefghij";

    // The largest body that the local host reads.
    private const int Mebibyte = 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folder;
    private readonly HttpClient? _client;
    private readonly Func<Sent, Task<Heard>> _send;

    private Door(LocalAgent agent, DirectoryInfo folder, HttpClient? client, Func<Sent, Task<Heard>> send) =>
        (Agent, _folder, _client, _send) = (agent, folder, client, send);

    public LocalAgent Agent { get; }

    public string Database => DatabaseIn(_folder);

    /// <summary>The local host, spoken to over HTTP.</summary>
    /// <param name="perMinute">The most requests and failures in a minute.</param>
    public static async Task<Door> OfLocalHostAsync(int perMinute = Many, FakeOidcIssuer? issuer = null)
    {
        var (agent, folder) = await StartAsync(PlanKey, perMinute, issuer);
        return new Door(agent, folder, client: null, sent => SendAsync(agent.Host.Url, sent));
    }

    /// <summary>API Gateway before the functions of a local host.</summary>
    /// <param name="hasPlanKey">Whether the setting usage-plan-key is there.</param>
    /// <param name="perMinute">The most requests and failures in a minute.</param>
    public static async Task<Door> OfGatewayAsync(JsonObject document, bool hasPlanKey = true, int perMinute = Many, FakeOidcIssuer? issuer = null)
    {
        var (agent, folder) = await StartAsync(hasPlanKey ? PlanKey : null, perMinute, issuer);
        var client = new HttpClient();
        var responses = new GatewayResponses(document, new Dictionary<string, string> { ["AllowedOrigins"] = Origins, ["ApiDomainName"] = Domain, ["ExecutionMode"] = "LOCAL_MOCK" });
        var gateway = new ApiGateway(document, responses, new LambdaInvoker(client, agent.Host.LambdaUrl), PlanKey, agent.Time);
        return new Door(agent, folder, client, gateway.AnswerAsync);
    }

    /// <summary>Asks what needs no time: the agent's clock stands still.</summary>
    public Task<Heard> AskAsync(Sent sent) => _send(sent).WaitAsync(Patience);

    /// <summary>Asks for what is waited for, and moves the agent's clock meanwhile.</summary>
    public Task<Heard> SendAsync(Sent sent) => Agent.DriveAsync(_send(sent));

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        await Agent.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static async Task<(LocalAgent Agent, DirectoryInfo Folder)> StartAsync(string? planKey, int perMinute, FakeOidcIssuer? issuer)
    {
        var folder = Directory.CreateTempSubdirectory("opsagent-gateway-");
        using (var database = new SqliteDatabase(DatabaseIn(folder)))
        {
            var settings = new SqliteParameterStore(database);
            settings.SetDefault(ParameterNames.ApiKey, DocumentedRoute.Key);
            settings.SetDefault(ParameterNames.UsagePlanKey, planKey ?? string.Empty);
        }

        var deployment = DeploymentReader.Read(
            variable => variable switch
            {
                "OPSAGENT_ALLOWED_ORIGINS" => Origins,
                "OPSAGENT_OIDC_ISSUER" => issuer?.Issuer,
                "OPSAGENT_OIDC_AUDIENCE" => issuer?.Audience,
                _ => variable.EndsWith("_PER_MINUTE", StringComparison.Ordinal) ? $"{perMinute}" : null,
            },
            DeploymentHost.Local).Deployment!;
        // Both agents have the same time, and a whole minute of it.
        var options = new LocalOptions { DataFolder = folder.FullName, Deployment = deployment };
        return (await LocalAgent.StartAsync(options, moves: false), folder);
    }

    private static string DatabaseIn(DirectoryInfo folder) => Path.Combine(folder.FullName, "opsagent.db");

    // By hand: an HttpClient would make one header of two.
    private static async Task<Heard> SendAsync(Uri url, Sent sent)
    {
        var body = Encoding.UTF8.GetBytes(sent.Body ?? string.Empty);
        IEnumerable<(string Name, string Value)> headers = [("Host", url.Authority), .. sent.Headers, ("Connection", "close"), .. sent.Body is null ? [] : ((string, string)[])[("Content-Length", $"{body.Length}")]];

        // An answer to what was only announced ends the connection before all of it is sent.
        var asks = body.Length > Mebibyte;
        headers = asks ? headers.Append(("Expect", "100-continue")) : headers;
        using var connection = await RawConnection.OpenAsync(url, CancellationToken.None);
        await connection.SendAsync(Encoding.ASCII.GetBytes($"{sent.Method} {sent.Path} HTTP/1.1\r\n{string.Concat(headers.Select(h => $"{h.Name}: {h.Value}\r\n"))}\r\n"), CancellationToken.None);
        if (!asks)
        {
            await connection.SendAsync(body, CancellationToken.None);
        }

        var answer = await connection.ReadAsync(toHead: false, CancellationToken.None) ?? throw new EndOfStreamException("The host ended the connection.");
        return Heard.Of(answer);
    }
}
