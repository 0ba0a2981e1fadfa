using System.Diagnostics;
using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage.Tests;

/// <summary>Ten thousand executions that wait for a callback: memory, start rate and lateness of timeouts.</summary>
public sealed class ManyExecutionsTests(ITestOutputHelper output)
{
    private const int Executions = 10_000;
    private const int HeartbeatSeconds = 90;

    [Fact(Explicit = true)]
    public async Task TenThousandWaiting_CostLittleAndExpireInTime()
    {
        var folder = Directory.CreateTempSubdirectory("states-crowd-");
        var file = Path.Combine(folder.FullName, "states.db");
        await using var lambda = await FakeLambda.StartAsync();
        lambda.On("f", _ => new("null"));
        using var host = await HostProcess.StartAsync(file, lambda.Url, 1);
        var machine = await host.Client.CreateAsync(Asl.SingleState(Asl.Invoke($"\"HeartbeatSeconds\":{HeartbeatSeconds}", wait: true)));
        await Parallel.ForAsync(0, 200, async (i, _) => await host.Client.StartAsync(machine, name: $"warm{i}"));
        await WaitingAsync(file, 200);
        var (managedBefore, residentBefore) = (await host.ManagedBytesAsync(), host.ResidentBytes);

        var watch = Stopwatch.StartNew();
        await Parallel.ForAsync(0, Executions, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (i, _) => await host.Client.StartAsync(machine, name: $"e{i}"));
        var started = watch.Elapsed;
        await WaitingAsync(file, Executions + 200);
        var waiting = watch.Elapsed;
        var (managed, resident) = (await host.ManagedBytesAsync() - managedBefore, host.ResidentBytes - residentBefore);

        var late = await LatenessAsync(file);
        output.WriteLine($"started {Executions} in {started.TotalSeconds:F1} s ({Executions / started.TotalSeconds:F0} per s), all waiting after {waiting.TotalSeconds:F1} s");
        output.WriteLine($"memory each: managed {managed / Executions} bytes, resident {resident / Executions} bytes; file {new FileInfo(file).Length / Executions} bytes");
        output.WriteLine($"expiry late by: median {late[Executions / 2].TotalMilliseconds:F0} ms, p99 {late[Executions * 99 / 100].TotalMilliseconds:F0} ms, most {late[^1].TotalMilliseconds:F0} ms");
        Assert.True(managed / Executions < 4096, "a waiting execution must stay small");
        await host.KillAsync();
        folder.Delete(recursive: true);
    }

    private static async Task WaitingAsync(string file, int count)
    {
        using var session = new SqliteSession(file);
        while (session.Query("SELECT COUNT(*) FROM events WHERE type = 'TaskSubmitted'", row => row.GetInt64(0))[0] < count)
        {
            await Task.Delay(200);
        }
    }

    private static async Task<List<TimeSpan>> LatenessAsync(string file)
    {
        using var session = new SqliteSession(file);
        while (session.Query("SELECT COUNT(*) FROM executions WHERE status = 'RUNNING'", row => row.GetInt64(0))[0] > 0)
        {
            await Task.Delay(500);
        }

        return [.. session.Query(
            """
            SELECT e.at - s.at FROM events e JOIN events s ON s.execution = e.execution AND s.type = 'TaskScheduled'
            WHERE e.type = 'TaskTimedOut'
            """,
            row => TimeSpan.FromTicks(row.GetInt64(0)) - TimeSpan.FromSeconds(HeartbeatSeconds)).Order()];
    }
}
