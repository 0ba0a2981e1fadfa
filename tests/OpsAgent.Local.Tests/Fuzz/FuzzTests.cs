using System.Diagnostics;

using Microsoft.Data.Sqlite;

using OpsAgent.Core.Operations;
using OpsAgent.Functions.Api.Pipeline;
using OpsAgent.Local.Hosting;
using OpsAgent.Local.Tests.Kit;

namespace OpsAgent.Local.Tests.Fuzz;

/// <summary>
/// Hostile and malformed requests over all routes of the real local host. Whatever comes: no fault, no innards, one shape
/// of answer, and nothing written but what a successful answer names, and the audit. By itself: its memory is the process's.
/// </summary>
[Collection(nameof(FuzzTests))]
[CollectionDefinition(nameof(FuzzTests), DisableParallelization = true)]
public sealed class FuzzTests(ITestOutputHelper output)
{
    // Waits of the system pass twenty times as fast, so that proposals of the run come to their ends within it.
    private const double TimeScale = 0.05;
    private const int WarmUp = 1000;
    private const long MaxGrowth = 64 * 1024 * 1024;

    [Fact]
    public Task ThreeThousandRequests_HurtNothing() => FuzzAsync(seed: 1, count: 3000);

    [Fact(Explicit = true)]
    public Task QuarterOfAMillionRequests_HurtNothing() => FuzzAsync(seed: 7, count: 250_000);

    // What the verdict is worth; it changes seldom.
    [Theory(Explicit = true)]
    [InlineData(false, "INTERNAL_ERROR")]
    [InlineData(true, "status 502")]
    public async Task APlantedFault_IsFound(bool lacksAFunction, string problem)
    {
        await using var door = await FaultyDoor.OpenAsync(lacksAFunction, TestContext.Current.CancellationToken);
        var run = new FuzzRun(door.Target, seed: 1);

        await run.SendAsync(5000, TestContext.Current.CancellationToken);

        Assert.NotEmpty(run.Problems);
        Assert.All(run.Problems, p => Assert.StartsWith($"{problem} after", p, StringComparison.Ordinal));
    }

    private async Task FuzzAsync(int seed, int count)
    {
        var stop = TestContext.Current.CancellationToken;
        await using var host = await LocalHost.StartAsync(
            new LocalOptions { Port = 0, StatesPort = 0, LambdaPort = 0, WaitTimeScale = TimeScale, Deployment = LocalAgent.Unhurried }, TextWriter.Null, TimeProvider.System, stop);
        var (id, token) = await ProposeAsync(host);
        var target = new FuzzTarget(host.Url, host.ApiKey!, Routes.Of(OperationCatalog.Default), token, id);
        var run = new FuzzRun(target, seed);
        var settings = Rows(host, "SELECT name || value FROM settings ORDER BY name");
        await run.SendAsync(WarmUp, stop);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var watch = Stopwatch.StartNew();

        await run.SendAsync(count - WarmUp, stop);

        var (elapsed, growth) = (watch.Elapsed, GC.GetTotalMemory(forceFullCollection: true) - before);
        Report(run, count, elapsed, growth);
        Assert.True(run.Problems.Count == 0, string.Join("\n\n", run.Problems));
        Assert.InRange(growth, long.MinValue, MaxGrowth);
        Assert.Empty(Rows(host, "SELECT id FROM proposals").Except(run.Announced.Append(id)));
        Assert.Empty(Rows(host, "SELECT id FROM incidents").Except(run.Announced));
        Assert.Empty(Rows(host, "SELECT action || ' ' || resource FROM cloud_writes"));
        Assert.Equal(settings, Rows(host, "SELECT name || value FROM settings ORDER BY name"));
        Assert.InRange(Posts(host), 0, run.Posts);
    }

    private static async Task<(string Id, string Token)> ProposeAsync(LocalHost host)
    {
        using var client = new HttpClient();
        using var content = new StringContent(
            $$"""{"instance_id":"{{Instances.Healthy}}","reason":"A proposal for the fuzz to aim at.","user_id":"{{LocalUsers.Lead}}"}""", System.Text.Encoding.UTF8, "application/json");
        content.Headers.Add("X-API-Key", host.ApiKey);
        using var response = await client.PostAsync(new Uri(host.Url, "/operations/reboot_ec2"), content);
        using var answer = System.Text.Json.JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return (answer.RootElement.GetProperty("proposal_id").GetString()!, answer.RootElement.GetProperty("approval_token").GetString()!);
    }

    private static List<string> Rows(LocalHost host, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(host.DataFolder, "opsagent.db")};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The statements are the constants above.
        command.CommandText = sql;
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }

    private static int Posts(LocalHost host) => Directory.Exists(Path.Combine(host.DataFolder, "channels"))
        ? Directory.GetFiles(Path.Combine(host.DataFolder, "channels")).Sum(f => File.ReadLines(f).Count())
        : 0;

    private void Report(FuzzRun run, int count, TimeSpan elapsed, long growth)
    {
        output.WriteLine($"{count} requests, {(count - WarmUp) / elapsed.TotalSeconds:F0} per s; managed memory grew by {growth / 1024} KB");
        foreach (var (what, times) in run.Tally.OrderBy(t => t.Key, StringComparer.Ordinal))
        {
            output.WriteLine($"{times,8} {what}");
        }
    }
}
