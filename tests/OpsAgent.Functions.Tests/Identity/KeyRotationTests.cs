using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Core.Identity;
using OpsAgent.Functions.Api.Authorizer;
using OpsAgent.Functions.Hosting;
using OpsAgent.Functions.Tests.Identity.Matrix;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Identity;

/// <summary>A key is rotated while requests come in all the time, through caches that expire on the way.</summary>
public sealed class KeyRotationTests(ITestOutputHelper output)
{
    private const int AtOnce = 40;

    private readonly ConcurrentDictionary<string, string> stored = new(MatrixUser.Parameters);

    [Theory]
    [InlineData(FunctionNames.Proposals)]
    [InlineData(FunctionNames.Authorizer)]
    public async Task Rotation_UnderLoad_GivesNotOneWrongAnswer(string name)
    {
        var bench = WithCaches();
        var function = bench.Function(name);
        var (requests, wrong) = (0, new ConcurrentQueue<string>());

        // 0 s: the old key. 30 s: both. 100 s: the new one. The old one is refused from 160 s on. Now and then a wrong one.
        for (var second = 0; second < 240; second++)
        {
            stored[ParameterNames.ApiKey] = second < 30 ? MatrixUser.OldKey : second < 100 ? $"{MatrixUser.OldKey},{MatrixUser.NewKey}" : MatrixUser.NewKey;
            var (oldIsGood, newIsGood) = (second < 100 ? true : second < 160 ? (bool?)null : false, second < 30 ? (bool?)null : true);
            await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async i =>
            {
                var (key, good) = i % 2 == 0 ? (MatrixUser.OldKey, oldIsGood) : (MatrixUser.NewKey, newIsGood);
                (key, good) = i == 0 && second % 10 == 0 ? ("wrong", false) : (key, good);
                if (good is { } expected && expected != await IsAdmittedAsync(bench, function, key))
                {
                    wrong.Enqueue($"{second} s: {key} {(expected ? "refused" : "taken")}");
                }
            }));
            requests += AtOnce;
            bench.Time.Advance(TimeSpan.FromSeconds(1));
        }

        output.WriteLine($"{requests} requests");
        Assert.Empty(wrong);
    }

    [Fact]
    public async Task Roles_TakenAway_AreGoneWithinSixtySeconds()
    {
        var bench = WithCaches();
        Assert.Equal("RESOURCE_NOT_FOUND", (await ProposeAsync(bench)).Code);
        stored[ParameterNames.Operators] = "somebody@example.com";

        bench.Time.Advance(TimeSpan.FromSeconds(60));

        Assert.Equal("ROLE_REQUIRED", (await ProposeAsync(bench)).Code);
        stored.TryRemove(ParameterNames.AllowedUsers, out _);
        bench.Time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal("USER_NOT_AUTHORIZED", (await ProposeAsync(bench)).Code);
    }

    private Bench WithCaches()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(Moments.Start);
        return new Bench(MatrixUser.Parameters)
        {
            Time = time,
            OtherSettings = new CachedParameterStore(name => Task.FromResult(stored.TryGetValue(name, out var value) ? value : null), async name => await new FixedParameterStore(stored).ReadListAsync(name, fresh: false, CancellationToken.None), time),
        };
    }

    private static async Task<Answer> ProposeAsync(Bench bench)
    {
        var request = MatrixRoute.All.Single(r => r.Route == "POST /operations/propose").Request(MatrixUser.Operator.Email);
        var answered = await bench.InvokeAsync(FunctionNames.Proposals, Events.Post(request.Path, request.Body!).With("X-API-Key", MatrixUser.NewKey));
        return new Answer(answered);
    }

    private static async Task<bool> IsAdmittedAsync(Bench bench, LambdaFunction function, string key)
    {
        var sent = Events.Get("/operations/proposals", Users.Viewer).With("X-API-Key", key);
        sent["methodArn"] = "arn:aws:execute-api:eu-central-1:123456789012:abcdef1234/production/GET/operations/proposals";
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(sent.ToJsonString()));
        try
        {
            using var answered = await function(stream, bench.Context());
            using var document = await JsonDocument.ParseAsync(answered);
            return !document.RootElement.TryGetProperty("statusCode", out var status) || status.GetInt32() switch
            {
                200 => true,
                401 => false,
                var other => throw new InvalidOperationException($"It answered {other}."),
            };
        }
        catch (UnauthorizedException)
        {
            return false;
        }
    }
}
