using System.Text.Json.Nodes;

using OpsAgent.Deployment.Tests.OpenApi;
using OpsAgent.Local.Hosting;
using OpsAgent.Local.Stores;
using OpsAgent.TestKit.Oidc;

namespace OpsAgent.Local.Tests.Gateway;

/// <summary>The local host answers as API Gateway does, route by route, but for the named differences.</summary>
public sealed class SameAnswerTests(BothDoors doors) : IClassFixture<BothDoors>
{
    private static readonly IReadOnlyList<DocumentedRoute> Routes = DocumentedRoute.In(Document.Read());

    public static TheoryData<string> Cases => [.. Case.All.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Case_OfAnyRoute_GetsTheSameAnswerFromBoth(string name)
    {
        var (one, faults) = (Case.All.Single(c => c.Name == name), new List<string>());
        var routes = Routes.Where(one.Applies).ToList();
        Assert.NotEmpty(routes);
        foreach (var route in routes)
        {
            faults.AddRange((await FaultsAsync(one, route, doors.Gateway)).Select(f => $"{route.Name}: {f}"));
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public async Task Callers_NobodyCanCheck_AreNotAdmittedByEither()
    {
        await using var local = await Door.OfLocalHostAsync();
        await using var gateway = await Door.OfGatewayAsync(Document.Read());
        foreach (var door in (Door[])[local, gateway])
        {
            using var database = new SqliteDatabase(door.Database);
            database.Transact(s => s.Execute("ALTER TABLE settings RENAME TO lost"));
        }

        foreach (var route in Routes.Where(r => r.IsOurs))
        {
            var (there, here) = (await gateway.AskAsync(route.Example()), await local.AskAsync(route.Example()));
            Assert.Equal(503, there.Status);
            Assert.Empty((route.HasAuthorizer ? Difference.OwnAnswer : Difference.None).Faults(there, here));
            Assert.All([there, here], a => Assert.Null(route.Fault(a)));
        }
    }

    [Fact]
    public async Task Callers_WhoFailTooOften_AreSlowedByBoth()
    {
        await using var local = await Door.OfLocalHostAsync(perMinute: 2);
        await using var gateway = await Door.OfGatewayAsync(Document.Read(), perMinute: 2);
        var route = Routes.First(r => r.HasAuthorizer);
        foreach (var (status, code) in new[] { (401, "AUTHENTICATION_FAILED"), (401, "AUTHENTICATION_FAILED"), (403, "RATE_LIMITED") })
        {
            await FindSameAsync(route, local, gateway, route.Example().With("X-API-Key", "key-wrong"), status, code, Difference.OwnAnswer);
        }
    }

    [Fact]
    public async Task Callers_WhoAskTooOften_AreSlowedByBoth()
    {
        await using var local = await Door.OfLocalHostAsync(perMinute: 2);
        await using var gateway = await Door.OfGatewayAsync(Document.Read(), perMinute: 2);
        var route = Routes.First(r => r.HasBody);
        foreach (var (status, code) in new[] { (200, "VALIDATION_ERROR"), (200, "VALIDATION_ERROR"), (429, "RATE_LIMITED") })
        {
            await FindSameAsync(route, local, gateway, route.Example() with { Body = route.Example().Body!.Insert(1, "\"nonsense\":1,") }, status, code, Difference.None);
        }
    }

    [Fact]
    public async Task Token_OfTheIssuer_IsEnoughForBoth_AndNoLongerThanItLives()
    {
        await using var issuer = new FakeOidcIssuer();
        await using var local = await Door.OfLocalHostAsync(issuer: issuer);
        await using var gateway = await Door.OfGatewayAsync(Document.Read(), issuer: issuer);
        var route = Routes.First(r => r.HasBody);
        var (now, unknown) = (local.Agent.Time.GetUtcNow(), route.Example() with { Body = """{"nonsense":1}""" });

        await FindSameAsync(route, local, gateway, WithToken(now), 200, "VALIDATION_ERROR", Difference.None);
        await FindSameAsync(route, local, gateway, WithToken(now.AddDays(-1)), 401, "AUTHENTICATION_FAILED", Difference.OwnAnswer);

        Sent WithToken(DateTimeOffset at) => unknown.Without("X-API-Key").With("Authorization", $"Bearer {issuer.Token(LocalUsers.Engineer, at)}");
    }

    [Fact]
    public async Task Mcp_WithoutCredentials_LearnsOfBothWhereTokensComeFrom_AndIsAdmittedWithAny()
    {
        await using var issuer = new FakeOidcIssuer();
        await using var local = await Door.OfLocalHostAsync(issuer: issuer);
        await using var gateway = await Door.OfGatewayAsync(Document.Read(), issuer: issuer);
        var ping = new Sent("POST", "/mcp", [("Content-Type", "application/json"), ("Accept", "application/json, text/event-stream"), ("MCP-Protocol-Version", "2025-11-25")], """{"jsonrpc":"2.0","id":7,"method":"ping"}""");
        foreach (var (door, address) in new[] { (local, local.Agent.Host.Url), (gateway, new Uri($"https://{Door.Domain}/")) })
        {
            var challenge = (await door.AskAsync(ping)).Headers["WWW-Authenticate"];
            Assert.Equal($"Bearer resource_metadata=\"{address}.well-known/oauth-protected-resource/mcp\"", challenge);
            Assert.Equal(challenge, (await door.AskAsync(ping.With("Authorization", "Bearer a.b.c"))).Headers["WWW-Authenticate"]);

            var metadata = await door.AskAsync(new Sent("GET", new Uri(challenge.Split('"')[1]).AbsolutePath, door == gateway ? [("Host", Door.Domain)] : [], null));
            Assert.Equal((200, issuer.Issuer), (metadata.Status, (string?)metadata.Json!["authorization_servers"]![0]));

            foreach (var admitted in new[]
            {
                ping.With("X-API-Key", DocumentedRoute.Key).With("X-OpsAgent-User", LocalUsers.Engineer),
                ping.With("Authorization", $"Bearer {issuer.Token(LocalUsers.Engineer, local.Agent.Time.GetUtcNow())}"),
            })
            {
                Assert.Equal("""{"jsonrpc":"2.0","id":7,"result":{}}""", (await door.AskAsync(admitted)).Body);
            }
        }
    }

    /// <summary>The one thing that the local host has not, so that it is told what is missing on AWS alone.</summary>
    [Fact]
    public async Task Gateway_WithoutTheKeyOfItsUsagePlan_AdmitsNobody()
    {
        await using var gateway = await Door.OfGatewayAsync(Document.Read(), hasPlanKey: false);
        foreach (var route in Routes.Where(r => r.HasAuthorizer))
        {
            var answer = await gateway.AskAsync(route.Example());
            Assert.Equal((503, "INTERNAL_ERROR"), (answer.Status, (string?)answer.Json!["error"]!["code"]));
            Assert.Contains("usage-plan-key", (string?)answer.Json["error"]!["message"], StringComparison.Ordinal);
            Assert.Null(route.Fault(answer));
        }
    }

    /// <summary>What the table is worth: a gateway that is not as the code has it is found.</summary>
    [Theory]
    [InlineData("no credentials", "x-amazon-apigateway-gateway-responses.UNAUTHORIZED.statusCode", "'403'")]
    [InlineData("no credentials, from the console", "x-amazon-apigateway-gateway-responses.UNAUTHORIZED.responseParameters.gatewayresponse\\.header\\.Access-Control-Allow-Origin", null)]
    [InlineData("no credentials", "paths./operations/propose.post.security", "[]")]
    [InlineData("what is no JSON", "paths./operations/approve", null)]
    [InlineData("a query that it does not take", "paths./operations/propose.post.x-amazon-apigateway-integration.uri.Fn::Sub", "'arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${HealthFunction.Arn}:live/invocations'")]
    [InlineData("a preflight from the console", "paths./operations/propose.options", null)]
    [InlineData("what is no JSON", "components.securitySchemes.Caller.x-amazon-apigateway-authorizer.identitySource", "'method.request.header.Authorization'")]
    public async Task Table_WithAnotherGateway_FindsIt(string name, string member, string? value)
    {
        var document = Document.Read();
        var steps = member.Replace("\\.", "\0", StringComparison.Ordinal).Split('.').Select(s => s.Replace('\0', '.')).ToList();
        var parent = steps.SkipLast(1).Aggregate((JsonNode)document, (node, step) => node[step]!).AsObject();
        parent.Remove(steps[^1]);
        if (value is not null)
        {
            parent[steps[^1]] = JsonNode.Parse(value.Replace('\'', '"'));
        }

        await using var gateway = await Door.OfGatewayAsync(document);
        var (one, faults) = (Case.All.Single(c => c.Name == name), new List<string>());
        foreach (var route in Routes.Where(one.Applies))
        {
            faults.AddRange(await FaultsAsync(one, route, gateway));
        }

        Assert.NotEmpty(faults);
    }

    [Fact]
    public void Differences_NotNamedOrNoLongerThere_AreFaults()
    {
        var (one, other) = (new Heard(200, new Dictionary<string, string>(), """{"a":1}"""), new Heard(404, new Dictionary<string, string>(), """{"a":1}"""));
        Assert.Equal(["HTTP status is 200 of API Gateway and 404 of the local host"], Difference.None.Faults(one, other));
        Assert.Equal(["a is named as a difference and is none"], new Difference("x", "HTTP status", "a").Faults(one, other));
        Assert.Empty(new Difference("x", "HTTP status").Faults(one, other));
    }

    private static async Task FindSameAsync(DocumentedRoute route, Door local, Door gateway, Sent sent, int status, string code, Difference difference)
    {
        var (there, here) = (await gateway.AskAsync(sent), await local.AskAsync(sent));
        Assert.Equal((status, code), (there.Status, (string?)there.Json!["error"]!["code"]));
        Assert.Empty(difference.Faults(there, here));
        Assert.All([there, here], a => Assert.Null(route.Fault(a)));
    }

    private async Task<IReadOnlyList<string>> FaultsAsync(Case one, DocumentedRoute route, Door gateway)
    {
        var sent = one.Change(route.Example());
        var (there, here) = (await gateway.AskAsync(sent), await doors.Local.AskAsync(sent));
        var expected = (one.Status, one.Code);
        var actual = (there.Status, (string?)there.Json?["error"]?["code"]);
        var faults = one.Difference.Faults(there, here).ToList();
        if (expected != actual)
        {
            faults.Add($"API Gateway answers {actual} and not {expected}");
        }

        // What leads to another route than the file's has no schema there.
        var isThere = sent.Method == route.Method && one.Status != 404;
        faults.AddRange(isThere ? ((Heard[])[there, here]).Select(route.Fault).OfType<string>() : []);
        return faults;
    }
}
