using System.Text.Json.Nodes;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Api.Pipeline;
using OpsAgent.Functions.Tests.Identity.Matrix;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;
using OpsAgent.TestKit.Oidc;

namespace OpsAgent.Functions.Tests.Identity;

/// <summary>
/// An agent may be made to do anything with what it holds: an API key, the approval token, the proposal's id and plan
/// hash, other people's addresses, an account of its own, even the requester's bearer token. It decides nothing.
/// </summary>
public sealed class AgentCannotDecideTests(MatrixWorld world, ITestOutputHelper output) : IClassFixture<MatrixWorld>
{
    private const string Lead = "lead@example.com";

    /// <summary>The agent's own account at the identity provider: may look and propose.</summary>
    private const string Agent = "agent@example.com";

    private static readonly int Stride = Environment.GetEnvironmentVariable("MATRIX") == "whole" ? 1 : 7;
    private static readonly string[] Verbs = ["approve", "deny", "break_glass"];
    private static readonly TokenSigner Forger = TokenSigner.Rsa("RS256", "rsa-1");

    private static readonly Dictionary<string, Action<JsonObject, JsonObject?>> WaysToNameALead = new()
    {
        ["user_context"] = (_, body) => body?.Add("user_context", new JsonObject { ["user_id"] = Lead }),
        ["user_context in capitals"] = (_, body) => body?.Add("user_context", new JsonObject { ["user_id"] = "LEAD@EXAMPLE.COM" }),
        ["user_context with a tenant"] = (_, body) => body?.Add("user_context", new JsonObject { ["user_id"] = Lead, ["teams_tenant"] = "contoso", ["session_id"] = "s" }),
        ["user_id"] = (_, body) => body?.Add("user_id", Lead),
        ["user_id inside the parameters"] = (sent, body) => Parameters(sent, body)["user_id"] = Lead,
        ["identity inside the body"] = (_, body) =>
        {
            body?.Add("user_id", Lead);
            body?.Add("identity", "verified");
        },
        ["the header"] = (sent, _) => sent.With("X-OpsAgent-User", Lead),
        ["the header in lower case"] = (sent, _) => sent.With("x-opsagent-user", Lead),
        ["the header twice"] = (sent, _) => sent.With("X-OpsAgent-User", "engineer@example.com").With("x-opsagent-user", Lead),
        ["a proxy's headers"] = (sent, body) =>
        {
            body?.Add("user_id", Lead);
            sent.With("X-Forwarded-User", Lead).With("X-Forwarded-Email", Lead).With("X-Amzn-Oidc-Identity", Lead).With("X-Auth-Request-Email", Lead);
        },
        ["the header against the body"] = (sent, body) =>
        {
            body?.Add("user_id", "engineer@example.com");
            sent.With("X-OpsAgent-User", Lead);
        },
        ["the query"] = (sent, _) => sent["queryStringParameters"] = new JsonObject { ["user_id"] = Lead },
        ["the authorizer's context"] = (sent, body) =>
        {
            body?.Add("user_id", Lead);
            sent["requestContext"]!["authorizer"] = new JsonObject { ["principalId"] = Lead, ["user"] = Lead, ["identity"] = "verified", ["claims"] = new JsonObject { ["email"] = Lead } };
            sent["requestContext"]!["identity"] = new JsonObject { ["user"] = Lead, ["caller"] = Lead, ["userArn"] = $"arn:aws:iam::123456789012:user/{Lead}" };
        },
    };

    // By the routes that decide every attempt, by the others every seventh; .ci/full makes them all.
    [Fact]
    public async Task Decide_WithAllThatAnAgentHolds_ByNoRouteAndInNobodysName()
    {
        var bench = new Bench { Agent = Bench.LocalAgent with { Mode = ExecutionMode.SandboxLive, AllowsBreakGlass = true, DecisionClients = [MatrixCredential.ListedClient] }, Tokens = world.Tokens };
        Machine.Behind(bench);
        bench.Settings.Cached[ParameterNames.AllowedUsers] += $",{Agent}";
        bench.Settings.Cached[ParameterNames.Operators] += $",{Agent}";
        var proposed = await bench.ProposeAsync(Users.Engineer);
        var credentials = Credentials(world.Issuer);
        var id = ProposalId.TryParse(proposed["proposal_id"])!.Value;
        var before = Proposals.Json(await bench.ReadAsync(id));
        var (attempts, turn) = (0, 0);

        foreach (var route in Routes.Of(OperationCatalog.Default).Where(r => r.HasAuthorizer))
        {
            foreach (var (verb, reference) in Verbs.SelectMany(v => References(proposed).Select(r => (v, r))))
            {
                // Proved, the requester may deny their own proposal, as they may withdraw it: that changes nothing.
                foreach (var (name, present) in WaysToNameALead.Values.SelectMany(n => credentials.Where(c => verb == "approve" || !c.IsTheRequesters).Select(c => (n, c.Present))))
                {
                    if (Verbs.Any(v => route.Path.StartsWith($"/operations/{v}", StringComparison.Ordinal)) || turn++ % Stride == 0)
                    {
                        await bench.SendAsync(Attempt(route, id, verb, reference, name, present));
                        attempts++;
                    }
                }
            }
        }

        output.WriteLine($"{attempts} attempts");
        Assert.Equal(before, Proposals.Json(await bench.ReadAsync(id)));
        Assert.Equal(ProposalStatus.Pending, (await bench.ReadAsync(id)).Status);
        Assert.Empty(bench.Executor.Changes());
        Assert.DoesNotContain(bench.Workflow.Calls, c => c.Method == "Resume");

        // The token was good all the time: two people decide with it at once.
        Assert.Equal("pending", (await ApproveAsync(Lead))["status"]);
        Assert.Equal("EXECUTED", (await ApproveAsync("admin@example.com"))["execution_status"]);

        Task<Answer> ApproveAsync(string person) => bench.SendAsync(
            Events.Post("/operations/approve", Events.Envelope("approve_action", new JsonObject { ["approval_token"] = proposed["approval_token"] }, UserId.TryParse(person)!.Value))
                .Without("X-API-Key")
                .With("Authorization", $"Bearer {world.Issuer.Token(person, Moments.Start, c => c["azp"] = MatrixCredential.ConsoleClient)}"));
    }

    private static JsonObject Attempt(
        Route route, ProposalId id, string verb, JsonObject reference, Action<JsonObject, JsonObject?> name, Action<JsonObject> present)
    {
        JsonObject? body = null;
        if (route.Method == "POST")
        {
            var parameters = reference.DeepClone().AsObject();
            if (verb == "break_glass")
            {
                (parameters["incident_id"], parameters["reason"]) = ("INC-2026-0001", "The application hangs since 08:50.");
            }
            else if (verb == "deny")
            {
                parameters["reason"] = "Not during the release.";
            }

            body = new JsonObject { ["operation"] = $"{verb}_action", ["parameters"] = parameters };
        }

        var sent = Events.Event(route.Method, route.Path.Replace("{proposal_id}", id.Value, StringComparison.Ordinal), body is null ? null : "{}").Without("X-API-Key");
        present(sent);
        name(sent, body);
        return body is null ? sent : sent.WithBody(body.ToJsonString());
    }

    private static IEnumerable<JsonObject> References(Answer proposed) =>
    [
        new() { ["approval_token"] = proposed["approval_token"] },
        new() { ["proposal_id"] = proposed["proposal_id"], ["plan_hash"] = proposed["plan_hash"] },
    ];

    private static JsonObject Parameters(JsonObject sent, JsonObject? body) => body?["parameters"]?.AsObject() ?? sent["headers"]!.AsObject();

    /// <summary>Signed once each.</summary>
    private static List<(Action<JsonObject> Present, bool IsTheRequesters)> Credentials(FakeOidcIssuer issuer)
    {
        var own = issuer.Token(Agent, Moments.Start);
        var requesters = issuer.Token("engineer@example.com", Moments.Start);
        string[] forged =
        [
            issuer.Token(Lead, Moments.Start, by: TokenSigner.None("rsa-1")),
            issuer.Token(Lead, Moments.Start, by: TokenSigner.Hmac(issuer.Signer.PublicPem!, "rsa-1")),
            issuer.Token(Lead, Moments.Start, by: Forger),
            issuer.Token(Lead, Moments.Start.AddHours(-1)),
        ];
        return
        [
            (sent => sent.With("X-API-Key", Bench.ApiKey), false),
            (sent => sent.With("Authorization", $"Bearer {Bench.ApiKey}"), false),
            .. forged.Select(token => ((Action<JsonObject>)(sent => sent.With("X-API-Key", Bench.ApiKey).With("Authorization", $"Bearer {token}")), false)),
            (sent => sent.With("Authorization", $"Bearer {own}"), false),
            (sent => sent.With("X-API-Key", Bench.ApiKey).With("Authorization", $"Bearer {own}"), false),
            (sent => sent.With("Authorization", $"Bearer {requesters}"), true),
        ];
    }
}
