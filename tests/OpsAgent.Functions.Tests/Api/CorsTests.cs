using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Functions.Hosting;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Api;

/// <summary>What pages of other origins may read: those that are listed everything, any other nothing.</summary>
public sealed class CorsTests
{
    private const string Console = "https://console.example.com";

    private readonly Bench bench = new() { Agent = Bench.LocalAgent with { AllowedOrigins = [Console, "https://ops.example.com:8443"] } };

    public static TheoryData<string, string> Calls => new()
    {
        { FunctionNames.Health, "GET /health" },
        { FunctionNames.Diagnostics, "GET /operations/get_ec2_status" },
        { FunctionNames.Proposals, "GET /operations/proposals" },
        { FunctionNames.Proposals, "POST /operations/approve_action" },
        { FunctionNames.WorkflowOperations, "POST /operations/post_summary_to_channel" },
    };

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Answer_ToAListedOrigin_NamesItAndNoOther(string function, string call)
    {
        var headers = await HeadersAsync(function, call, Console);

        Assert.Equal(Console, Text(headers, "Access-Control-Allow-Origin"));
        Assert.Equal("Retry-After, X-Correlation-Id", Text(headers, "Access-Control-Expose-Headers"));
        Assert.Equal("Origin", Text(headers, "Vary"));
        Assert.Null(Text(headers, "Access-Control-Allow-Credentials"));
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Answer_ToAnyOtherOrigin_HasNoCorsHeader(string function, string call)
    {
        foreach (var origin in (string?[])[null, "null", "*", "https://evil.example.com", $"{Console}.evil.com", $"{Console}:444", "http://console.example.com", "https://ops.example.com"])
        {
            var headers = await HeadersAsync(function, call, origin);
            Assert.DoesNotContain(headers.EnumerateObject(), h => h.Name.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
            Assert.Equal("Origin", Text(headers, "Vary"));
        }
    }

    [Fact]
    public async Task Preflight_OfAListedOrigin_AllowsWhatTheApiTakes()
    {
        var answer = await SendAsync(bench, FunctionNames.Health, "OPTIONS /operations/propose", Console);

        Assert.Equal((204, string.Empty), (answer.GetProperty("statusCode").GetInt32(), answer.GetProperty("body").GetString()));
        var headers = answer.GetProperty("headers");
        Assert.Equal((Console, "GET, POST", "600"), (Text(headers, "Access-Control-Allow-Origin"), Text(headers, "Access-Control-Allow-Methods"), Text(headers, "Access-Control-Max-Age")));
        Assert.Equal("Authorization, Content-Type, Idempotency-Key, X-API-Key, X-Correlation-Id, X-OpsAgent-User", Text(headers, "Access-Control-Allow-Headers"));
    }

    [Fact]
    public async Task Preflight_OfAnyOtherOrigin_AllowsNothing()
    {
        var answer = await SendAsync(bench, FunctionNames.Health, "OPTIONS /operations/propose", "https://evil.example.com");

        Assert.Equal(204, answer.GetProperty("statusCode").GetInt32());
        Assert.DoesNotContain("Access-Control-", answer.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_WhereNoOriginIsListed_SaysNothingOfOrigins()
    {
        var answer = await SendAsync(new Bench(), FunctionNames.Health, "GET /health", Console);

        Assert.DoesNotContain("Access-Control-", answer.GetRawText(), StringComparison.Ordinal);
        Assert.Null(Text(answer.GetProperty("headers"), "Vary"));
    }

    private async Task<JsonElement> HeadersAsync(string function, string call, string? origin) =>
        (await SendAsync(bench, function, call, origin)).GetProperty("headers");

    private static Task<JsonElement> SendAsync(Bench bench, string function, string call, string? origin)
    {
        var (method, path) = (call.Split(' ')[0], call.Split(' ')[1]);
        var sent = Events.Event(method, path, method == "POST" ? new JsonObject().ToJsonString() : null).With("X-OpsAgent-User", Users.Viewer.Value);
        return bench.PassTimeAsync(bench.InvokeAsync(function, origin is null ? sent : sent.With("Origin", origin)));
    }

    private static string? Text(JsonElement headers, string name) => headers.TryGetProperty(name, out var value) ? value.GetString() : null;
}
