using System.Text.Json.Nodes;

using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Configuration;
using OpsAgent.Functions.Tests.Identity.Matrix;
using OpsAgent.Local.Hosting;
using OpsAgent.Local.Stores;
using OpsAgent.Local.Tests.Kit;
using OpsAgent.TestKit.Oidc;

namespace OpsAgent.Local.Tests.Http;

/// <summary>The front door as API Gateway with its authorizer: HTTP, keys in a rotation, a real issuer.</summary>
public sealed class AuthorisationTests(ITestOutputHelper output) : IAsyncDisposable
{
    private static readonly string[] Refusals = ["AUTHENTICATION_FAILED", "USER_NOT_AUTHORIZED", "ROLE_REQUIRED", "VERIFIED_IDENTITY_REQUIRED", "INTERNAL_ERROR"];

    private readonly FakeOidcIssuer issuer = new();
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("opsagent-matrix-");

    public async ValueTask DisposeAsync()
    {
        await issuer.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Cells_OverHttp_AreAsTheRulesSay()
    {
        await using var agent = await StartAsync(MatrixUser.Parameters);
        var (wrong, cells) = (new List<string>(), 0);
        foreach (var (row, credential, user) in Cells())
        {
            var authorization = credential.Authorization?.Invoke(issuer, user, agent.Time.GetUtcNow());
            var request = credential.Request(row, user, authorization);
            var answer = await SendAsync(agent, request);
            var (expected, actual) = (MatrixRules.Answer(row, credential, user, ExecutionMode.LocalMock), (answer.Status, answer.ErrorCode));

            // The Bot Connector is answered 403 where its credentials do not hold.
            if (row.Name == "POST /teams/messages" && authorization is not null)
            {
                expected = (403, "AUTHENTICATION_FAILED");
            }

            // Somebody who is let through gets what this cloud has, which is another than the fakes'.
            var isRight = expected == row.Through && expected.Status == 200 ? answer.Status == 200 && !Refusals.Contains(answer.ErrorCode) : expected == actual;
            var isSaid = row.Method == "HEAD" || (answer.Text("correlation_id")?.Length == 26 && answer.Text("execution_mode") == "LOCAL_MOCK");
            if (!isRight || !isSaid)
            {
                wrong.Add($"{row.Name} x {credential.Name} x {user.Email}: {actual} in place of {expected}");
            }

            cells++;
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} of {cells} cells are wrong:\n{string.Join('\n', wrong.Take(20))}");
        output.WriteLine($"{cells} cells");
        var log = await ReadLogAsync(agent);
        Assert.Contains("\"source_ip\":\"127.0.0.1\"", log, StringComparison.Ordinal);
        Assert.DoesNotMatch("eyJ|key-(old|new|gone|plugin|wrong|staging)-", log);
    }

    [Theory]
    [InlineData("POST", "/ExecuteAction")]
    [InlineData("POST", "/operations/ExecuteAction/")]
    [InlineData("POST", "/2015-03-31/functions/ExecuteAction/invocations")]
    [InlineData("POST", "/Authorizer")]
    [InlineData("POST", "/Reconciler")]
    public async Task Request_ForWhatIsNoRoute_IsNotFoundWithEveryCredential(string method, string path)
    {
        await using var agent = await StartAsync(MatrixUser.Parameters);
        var token = issuer.Token(MatrixUser.Admin.Email, agent.Time.GetUtcNow());

        var answer = await agent.SendAsync(new HttpMethod(method), path, "{}", ("X-API-Key", MatrixUser.NewKey), ("Authorization", $"Bearer {token}"));

        Assert.Equal((404, "NOT_FOUND"), (answer.Status, answer.ErrorCode));
    }

    [Fact]
    public async Task Write_ProposedAndApprovedByBearer_NeedsNoKeyAndNoNameAndIsVerified()
    {
        await using var agent = await StartAsync(new Dictionary<string, string>());
        var proposed = await PostAsync(agent, "/operations/reboot_ec2", LocalUsers.Engineer, new JsonObject
        {
            ["instance_id"] = Instances.Impaired, ["reason"] = "Instance check fails, application hangs",
        });
        var decision = new JsonObject
        {
            ["operation"] = "approve_action",
            ["parameters"] = new JsonObject { ["proposal_id"] = proposed.Text("proposal_id"), ["plan_hash"] = proposed.Text("plan_hash") },
        };

        Assert.Equal("SELF_APPROVAL_FORBIDDEN", (await PostAsync(agent, "/operations/approve", LocalUsers.Engineer, decision)).ErrorCode);
        var approved = await PostAsync(agent, "/operations/approve", LocalUsers.Lead, decision);

        Assert.Equal("EXECUTED", approved.Text("execution_status"));
        Assert.Contains("\"identity\":\"verified\"", await ReadLogAsync(agent), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_WithoutAnIssuer_IsRefused()
    {
        await using var agent = await LocalAgent.StartAsync();
        var answer = await agent.SendAsync(
            HttpMethod.Get, "/operations/proposals", null, ("X-API-Key", string.Empty), ("Authorization", $"Bearer {issuer.Token(LocalUsers.Lead, agent.Time.GetUtcNow())}"));

        Assert.Equal((401, "AUTHENTICATION_FAILED"), (answer.Status, answer.ErrorCode));
    }

    [Fact]
    public async Task Health_TheIssuerIsDown_IsDegradedAndKeysStillOpen()
    {
        issuer.IsDown = true;
        await using var agent = await StartAsync(new Dictionary<string, string>());

        var health = await agent.SendAsync(HttpMethod.Get, "/health");

        Assert.Equal((200, "degraded", "down"), (health.Status, health.Text("status"), health.Json.GetProperty("services").GetProperty("identity_provider").GetString()));
        Assert.True((await agent.GetAsync("/operations/proposals")).Success);
    }

    private static IEnumerable<(MatrixRoute Row, MatrixCredential Credential, MatrixUser User)> Cells() =>
        from row in MatrixRoute.All
        from credential in MatrixCredential.All
        from user in credential.Name is "old key" or "bearer valid" ? MatrixUser.All : [MatrixUser.Approver]
        select (row, credential, user);

    private async Task<LocalAgent> StartAsync(IReadOnlyDictionary<string, string> parameters)
    {
        using (var database = new SqliteDatabase(Path.Combine(folder.FullName, "opsagent.db")))
        {
            var settings = new SqliteParameterStore(database);
            foreach (var (name, value) in parameters)
            {
                settings.SetDefault(name, value);
            }
        }

        var given = new Dictionary<string, string> { ["OPSAGENT_OIDC_ISSUER"] = issuer.Issuer, ["OPSAGENT_OIDC_AUDIENCE"] = issuer.Audience, ["OPSAGENT_OIDC_CLIENT_ID"] = MatrixCredential.ConsoleClient, ["OPSAGENT_DECISION_CLIENTS"] = MatrixCredential.ListedClient, ["BREAK_GLASS"] = "on" };
        var (deployment, problems) = DeploymentReader.Read(v => v.EndsWith("_PER_MINUTE", StringComparison.Ordinal) ? "999999" : given.GetValueOrDefault(v), DeploymentHost.Local);
        Assert.Empty(problems);
        return await LocalAgent.StartAsync(new LocalOptions { DataFolder = folder.FullName, Deployment = deployment });
    }

    private Task<Answer> PostAsync(LocalAgent agent, string path, string user, JsonObject body) => agent.PostAsync(
        path, body, ("X-API-Key", string.Empty), ("Authorization", $"Bearer {issuer.Token(user, agent.Time.GetUtcNow(), c => c["azp"] = MatrixCredential.ConsoleClient)}"));

    private static Task<Answer> SendAsync(LocalAgent agent, MatrixRequest request)
    {
        var query = request.Query.Count == 0 ? string.Empty : "?" + string.Join('&', request.Query.Select(q => $"{q.Key}={Uri.EscapeDataString(q.Value)}"));
        var headers = request.Headers.Select(h => (h.Key, h.Value)).ToList();
        if (!request.Headers.ContainsKey("X-API-Key"))
        {
            headers.Add(("X-API-Key", string.Empty));
        }

        return agent.SendAsync(new HttpMethod(request.Method), request.Path + query, request.Body?.ToJsonString(), [.. headers]);
    }

    private static async Task<string> ReadLogAsync(LocalAgent agent)
    {
        await using var stream = new FileStream(Path.Combine(agent.Host.DataFolder, "opsagent.log"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }
}
