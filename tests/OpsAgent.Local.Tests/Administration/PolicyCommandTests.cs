using System.Collections.Immutable;

using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Guardrails.Policies;
using OpsAgent.Local.Hosting;
using OpsAgent.Local.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Local.Tests.Administration;

/// <summary><c>opsagent policy</c> beside a running host.</summary>
public sealed class PolicyCommandTests : IAsyncLifetime
{
    private const string KillSwitch = """{"format":1,"rules":[{"name":"stop-everything","deny":"An incident is going on."}]}""";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("opsagent-policy-");
    private LocalAgent agent = null!;

    public async ValueTask InitializeAsync() => agent = await LocalAgent.StartAsync(new LocalOptions { DataFolder = Path.Combine(folder.FullName, "data") });

    public async ValueTask DisposeAsync()
    {
        await agent.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Put_APolicy_IsShownInWordsAndAsItIs()
    {
        var none = await RunAsync("policy", "show");
        Assert.Equal(0, none.Code);
        Assert.Contains("has no policy", none.Output, StringComparison.Ordinal);

        var put = await RunAsync("policy", "put", Write("""
            {"format": 1,
             "groups": {"sre": ["lead@example.com"]},
             "rules": [{"name": "small-steps", "match": {"operations": ["scale_ecs_service"], "tags": {"Environment": ["production"]}}, "max_change": 3, "one_of": ["sre"]}]}
            """), "--yes");
        Assert.Equal((0, string.Empty), (put.Code, put.Error));
        Assert.Contains("+ rule small-steps", put.Output, StringComparison.Ordinal);
        Assert.Contains("+ group sre: [\"lead@example.com\"]", put.Output, StringComparison.Ordinal);

        var shown = await RunAsync("policy", "show");
        Assert.Contains("rule small-steps", shown.Output, StringComparison.Ordinal);
        Assert.Contains("scale_ecs_service on what is tagged Environment=production", shown.Output, StringComparison.Ordinal);
        Assert.Contains("one of     sre (lead@example.com)", shown.Output, StringComparison.Ordinal);
        Assert.Equal(3, (await RunAsync("policy", "show", "--json")).Json.GetProperty("rules")[0].GetProperty("max_change").GetInt32());
    }

    [Fact]
    public async Task Put_ThePolicyThatIsThere_WritesNothing()
    {
        await RunAsync("policy", "put", Write(KillSwitch), "--yes");

        var again = await RunAsync("policy", "put", Write(KillSwitch.Replace(",", " ,\n", StringComparison.Ordinal)), "--json");

        Assert.Equal(0, again.Code);
        Assert.False(again.Json.GetProperty("written").GetBoolean());
    }

    [Fact]
    public async Task Put_AnotherPolicy_SaysWhatItChanges()
    {
        await RunAsync("policy", "put", Write("""{"format":1,"rules":[{"name":"a","max_change":3},{"name":"b","approvals":2}]}"""), "--yes");

        var put = await RunAsync("policy", "put", Write("""{"format":1,"rules":[{"name":"a","max_change":5,"scale_to_zero":false}]}"""), "--yes", "--json");

        Assert.Equal(["- rule b: {\"approvals\":2,\"name\":\"b\"}", "~ rule a: max_change 3 -> 5; scale_to_zero none -> false"], put.Json.GetProperty("changes").EnumerateArray().Select(c => c.GetString()!).Order());
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("""{"format":1,"rules":[{"name":"a","denied":"so"}]}""")]
    [InlineData("""{"format":1,"rules":[{"deny":"no name"}]}""")]
    public async Task Put_WhatIsNoPolicy_WritesNothing(string text)
    {
        await RunAsync("policy", "put", Write(KillSwitch), "--yes");

        (await RunAsync("policy", "put", Write(text), "--yes")).Failed(2, "nothing was written");

        Assert.Contains("stop-everything", (await RunAsync("policy", "show")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Put_WhereNobodyIsAsked_NeedsYes()
    {
        Assert.SkipUnless(Console.IsInputRedirected, "a terminal is asked");

        (await RunAsync("policy", "put", Write(KillSwitch))).Failed(2, "--yes");

        Assert.Contains("has no policy", (await RunAsync("policy", "show")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Put_OverABrokenPolicy_PutsItRight()
    {
        using (var data = DataFolder.Open(agent.Host.DataFolder, agent.Time))
        {
            data.Parameters.Set(OpsAgent.Core.Identity.ParameterNames.Policy, "{broken");
        }

        (await RunAsync("policy", "show")).Failed(1, "cannot be read");
        Assert.Equal(0, (await RunAsync("policy", "put", Write(KillSwitch), "--yes")).Code);
        Assert.Equal(0, (await RunAsync("policy", "show")).Code);
    }

    [Fact]
    public async Task Test_OfAPolicy_SaysWhichRecordedOutcomesWouldChangeAndWhy()
    {
        using (var data = DataFolder.Open(agent.Host.DataFolder, agent.Time))
        {
            for (var number = 1; number <= 4; number++)
            {
                var tags = ImmutableSortedDictionary<string, string>.Empty.Add("Environment", number == 2 ? "production" : "staging");
                var age = TimeSpan.FromDays(number == 4 ? 40 : 1);
                var recorded = Proposals.New(number) with { CreatedAt = agent.Time.GetUtcNow() - age, Policy = new PolicyRecord(WritePolicy.None.Hash(), [], tags, null, agent.Time.GetUtcNow() - age) };
                await data.Approvals.SubmitAsync(recorded, [], TestContext.Current.CancellationToken);
            }
        }

        var file = Write("""{"format":1,"rules":[{"name":"hands-off","match":{"tags":{"Environment":["production"]}},"deny":"Nothing is rebooted in production."}]}""");

        var tested = await RunAsync("policy", "test", file, "--check");
        Assert.True(tested.Code == 1, tested.Error);
        Assert.Contains("1 of 3 proposals of the last 30 days would have another outcome.", tested.Output, StringComparison.Ordinal);
        Assert.Contains("hands-off", tested.Output, StringComparison.Ordinal);
        var differences = (await RunAsync("policy", "test", file, "--json")).Json.GetProperty("differences").EnumerateArray().ToList();
        Assert.Equal([Proposals.New(2).Id.Value], differences.Select(d => d.GetProperty("proposal_id").GetString()));
        Assert.Contains("hands-off", differences[0].GetProperty("after").GetProperty("denied").GetString(), StringComparison.Ordinal);

        await RunAsync("policy", "put", file, "--yes");
        Assert.Equal(0, (await RunAsync("policy", "test", file, "--check")).Code);
    }

    [Fact]
    public async Task AnyCommand_CalledWrongly_SaysInOneLineWhatToDo()
    {
        var time = agent.Time;
        (await Cli.RunAsync(time, "policy", "show")).Failed(2, "--stack ENV");
        (await Cli.RunAsync(time, "policy", "show", "--data", folder.FullName, "--stack", "production")).Failed(2, "--data alone");
        (await Cli.RunAsync(time, "policy", "show", "--data", folder.FullName)).Failed(3, "no data folder");
        (await Cli.RunAsync(time, "policy", "put", "--data", folder.FullName)).Failed(2, "See opsagent policy put --help");
        (await RunAsync("policy", "put", Path.Combine(folder.FullName, "missing.json"))).Failed(2, "cannot be read");
        (await RunAsync("audit", "verify", "--from", "yesterday")).Failed(2, "ISO 8601");
        (await RunAsync("audit", "export", "--from", "2026-03-15", "--to", "2026-03-14")).Failed(2, "--from must be before --to");
        (await RunAsync("audit", "export", "--format", "xml")).Failed(2, "xml");
        (await RunAsync("audit", "evidence", "p-1")).Failed(2, "no proposal's id");
        (await RunAsync("audit", "evidence", "01kkng0000000000000000req1")).Failed(1, "has no proposal");
    }

    private Task<Cli> RunAsync(params string[] arguments) => Cli.RunAsync(agent.Time, [.. arguments, "--data", agent.Host.DataFolder]);

    private string Write(string text)
    {
        var path = Path.Combine(folder.FullName, "policy.json");
        File.WriteAllText(path, text);
        return path;
    }
}
