using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Core.Audit;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Api.Authorizer;
using OpsAgent.Functions.Api.Pipeline;
using OpsAgent.Functions.Hosting;
using OpsAgent.Functions.Tests.Identity.Matrix;
using OpsAgent.Functions.Tests.Kit;

namespace OpsAgent.Functions.Tests.Identity;

/// <summary>
/// Every route, every way to present oneself, every kind of person, every mode: the authorizer's verdict, the
/// handler's answer and what the audit keeps of a refusal. Each run tries a third of the cells, in which every two of these
/// meet; .ci/full tries them all.
/// </summary>
public sealed class AuthorisationMatrixTests(MatrixWorld world, ITestOutputHelper output) : IClassFixture<MatrixWorld>
{
    private const string SourceIp = "203.0.113.7";
    private static readonly bool IsWhole = Environment.GetEnvironmentVariable("MATRIX") == "whole";
    private static readonly ExecutionMode[] Modes = [ExecutionMode.LocalMock, ExecutionMode.DryRun, ExecutionMode.SandboxLive];

    public static TheoryData<string> Rows => [.. MatrixRoute.All.Select(r => r.Name)];

    // What MCP answers is another protocol's: McpAccessTests holds it to the same rules.
    [Fact]
    public void Rows_AreThereForEveryRouteAndForNothingElse() => Assert.Equal(
        Routes.Of(OperationCatalog.Default).Where(r => r.Function is not FunctionNames.Mcp).Select(r => $"{r.Method} {r.Path}").Order(),
        MatrixRoute.All.Select(r => r.Route).Distinct().Order());

    [Fact]
    public void Routes_LeadToNoActivityAndToNothingThatRunsByItself() => Assert.DoesNotContain(
        Routes.Of(OperationCatalog.Default),
        r => FunctionNames.Activities.Append(FunctionNames.Reconciler).Append(FunctionNames.ConfigurationChanges).Append(FunctionNames.Authorizer).Contains(r.Function));

    [Fact]
    public void Routes_WithoutAuthorizer_AreHealthWhatChatServicesSignAndWhatMcpTellsAnybody() => Assert.Equal(
        [
            "GET /health", "HEAD /health", "POST /slack/commands", "POST /slack/events", "POST /slack/interactions", "POST /teams/messages",
            "GET /mcp", "DELETE /mcp", "GET /.well-known/oauth-protected-resource", "GET /.well-known/oauth-protected-resource/mcp",
        ],
        Routes.Of(OperationCatalog.Default).Where(r => !r.HasAuthorizer).Select(r => $"{r.Method} {r.Path}"));

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Cells_OfOneRow_AreAsTheRulesSay(string name)
    {
        var row = MatrixRoute.All.Single(r => r.Name == name);
        var (wrong, cells) = (new List<string>(), 0);
        foreach (var mode in Modes)
        {
            var bench = BenchIn(mode);
            var handler = bench.Function(Routes.Of(bench.Catalogue).Single(r => $"{r.Method} {r.Path}" == row.Route).Function);
            var authorizer = bench.Function(FunctionNames.Authorizer);
            foreach (var (credential, user) in Cells(name, mode))
            {
                var request = credential.Request(row, user, world.AuthorizationOf(credential, user));
                var cell = $"{name} x {credential.Name} x {user.Email} x {mode}";
                cells++;

                var answer = new Answer(await InvokeAsync(bench, handler, EventOf(row, request)));
                Compare(wrong, cell, MatrixRules.Answer(row, credential, user, mode), (answer.Status, answer.Code));
                await CheckRefusalAsync(wrong, cell, bench, request, answer, isTold: row.Role is not null);
                if (row.Role is not null)
                {
                    Compare(wrong, $"{cell}, authorizer", MatrixRules.Authorizer(row, credential, user), await VerdictAsync(bench, authorizer, EventOf(row, request), $"{request.Method}{request.Path}", Secrets(request)));
                }
            }

            // Nobody was let through to anything that is there, so nothing may have happened.
            Assert.Equal((0, 0, 0), (bench.Store.Writes, bench.Executor.Executions.Count, bench.Workflow.Calls.Count));
            Assert.Empty(bench.Logger.Buffer.ToString());
            Assert.All(bench.Lines, line => Assert.DoesNotMatch("eyJ|key-(old|new|gone|plugin|wrong|staging)-", line));
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} of {cells} cells are wrong:\n{string.Join('\n', wrong.Take(20))}");
        output.WriteLine($"{cells} cells");
    }

    private static IEnumerable<(MatrixCredential Credential, MatrixUser User)> Cells(string name, ExecutionMode mode)
    {
        var begin = MatrixRoute.All.TakeWhile(r => r.Name != name).Count() + (int)mode;
        return MatrixCredential.All
            .SelectMany((c, at) => MatrixUser.All.Select((u, i) => (Cell: (c, u), IsSampled: (begin + at + i) % 3 == 0)))
            .Where(c => IsWhole || c.IsSampled)
            .Select(c => c.Cell);
    }

    private Bench BenchIn(ExecutionMode mode) => new(MatrixUser.Parameters) { Agent = Bench.LocalAgent with { Mode = mode, AllowsBreakGlass = true, DecisionClients = [MatrixCredential.ListedClient] }, Tokens = world.Tokens };

    private static void Compare<T>(List<string> wrong, string cell, T expected, T actual)
    {
        if (!Equals(expected, actual))
        {
            wrong.Add($"{cell}: {actual} in place of {expected}");
        }
    }

    /// <summary>Who, from where, which route and why, and never the secret.</summary>
    /// <param name="isTold">Whether the caller is told what the audit says; a chat service's door tells whoever is not one nothing.</param>
    private static async Task CheckRefusalAsync(List<string> wrong, string cell, Bench bench, MatrixRequest request, Answer answer, bool isTold)
    {
        var chain = await bench.Store.Audit.ReadAsync(answer["correlation_id"]!, CancellationToken.None);
        if (answer.Status is 401 or 403 && (chain.Count == 1 ? Fault(chain[0], request, answer, isTold) : $"has {chain.Count} events") is { } fault)
        {
            wrong.Add($"{cell}: the audit {fault}");
        }

        wrong.AddRange(Secrets(request).Where(s => answer.Raw.Contains(s, StringComparison.Ordinal)).Select(s => $"{cell}: the answer holds {s}"));
    }

    private static string? Fault(AuditEvent written, MatrixRequest request, Answer answer, bool isTold)
    {
        var fields = written.Fields();
        var details = fields.GetProperty("details");
        var known = fields.GetProperty("user_id").GetString();
        var type = answer.Status == 401 ? "authentication_failed" : "authorization_denied";
        return fields.GetProperty("event_type").GetString() != type ? $"is not {type}"
            : details.GetProperty("source_ip").GetString() != SourceIp ? "does not say from where"
            : !details.GetProperty("route").GetString()!.StartsWith($"{request.Method} /{request.Path.Split('/')[1]}", StringComparison.Ordinal) ? "does not say which route"
            : isTold != (details.GetProperty("message").GetString() == answer.Message) ? "does not say why"
            : known is null && string.IsNullOrEmpty(details.GetProperty("reason").GetString()) ? "has no reason"
            : known is null && MustName(request, answer) && details.GetProperty("claimed_user").GetString()?.EndsWith("@example.com", StringComparison.Ordinal) is not true ? "does not say who"
            : null;
    }

    // Whoever presents a readable token or names a user claims to be somebody.
    private static bool MustName(MatrixRequest request, Answer answer) =>
        request.Headers.ContainsKey("X-OpsAgent-User") || request.Body?["user_context"] is not null || request.Body?["user_id"] is not null || answer.Status == 403;

    internal static IEnumerable<string> Secrets(MatrixRequest request) =>
        request.Headers.Where(h => h.Key is "X-API-Key" or "Authorization").Select(h => h.Value.Split(' ')[^1]).Where(s => s.Length > 10);

    /// <param name="sent">As the function gets it.</param>
    /// <param name="method">Method and path.</param>
    /// <param name="secrets">What the answer may not hold.</param>
    internal static async Task<string> VerdictAsync(Bench bench, LambdaFunction authorizer, JsonObject sent, string method, IEnumerable<string> secrets)
    {
        var arn = $"arn:aws:execute-api:eu-central-1:123456789012:abcdef1234/production/{method}";
        sent.Remove("body");
        sent.Remove("multiValueHeaders");
        sent["type"] = "REQUEST";
        sent["methodArn"] = arn;
        try
        {
            var answer = await InvokeAsync(bench, authorizer, sent);
            var statement = Assert.Single(answer.GetProperty("policyDocument").GetProperty("Statement").EnumerateArray());
            Assert.Equal($"""["execute-api:Invoke"] ["{arn}"]""", $"{statement.GetProperty("Action").GetRawText()} {statement.GetProperty("Resource").GetRawText()}");
            Assert.All(secrets, secret => Assert.DoesNotContain(secret, answer.GetRawText(), StringComparison.Ordinal));
            return statement.GetProperty("Effect").GetString()!;
        }
        catch (UnauthorizedException e)
        {
            return e.Message;
        }
    }

    private static async Task<JsonElement> InvokeAsync(Bench bench, LambdaFunction function, JsonObject sent)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(sent.ToJsonString()));
        using var answered = await function(stream, bench.Context());
        using var document = await JsonDocument.ParseAsync(answered);
        return document.RootElement.Clone();
    }

    private static JsonObject EventOf(MatrixRoute row, MatrixRequest request)
    {
        var sent = Events.Event(request.Method, request.Path, request.Body?.ToJsonString()).Without("X-API-Key");
        foreach (var (header, value) in request.Headers)
        {
            sent.With(header, value);
        }

        sent["resource"] = row.Route.Split(' ')[1];
        sent["queryStringParameters"] = new JsonObject(request.Query.Select(q => KeyValuePair.Create(q.Key, (JsonNode?)q.Value)));
        sent["requestContext"]!["resourcePath"] = row.Route.Split(' ')[1];
        sent["requestContext"]!["identity"] = new JsonObject { ["sourceIp"] = SourceIp };
        return sent;
    }
}
