using System.Diagnostics;

namespace OpsAgent.EndToEnd.Tests.Kills;

/// <summary>The local host killed at random moments while people propose and decide: nothing is lost, nothing is done twice.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    // A window of 27 s, a sweep every 1.8 s.
    private const double TimeScale = 0.03;
    private const int People = 8;

    [Fact]
    public Task Kill_AFewTimesUnderLoad_LosesAndDoublesNothing() => KillAsync(kills: 3, seed: 20261123);

    [Fact(Explicit = true)]
    public Task Kill_AHundredTimesUnderLoad_LosesAndDoublesNothing() =>
        KillAsync(kills: 100, seed: int.TryParse(Environment.GetEnvironmentVariable("KILL_SEED"), out var seed) ? seed : Environment.TickCount & 0xFFFF);

    private async Task KillAsync(int kills, int seed)
    {
        output.WriteLine($"seed {seed}");
        var folder = Directory.CreateTempSubdirectory("opsagent-kill-").FullName;
        var dice = new Dice(seed);
        using var load = new Load(seed);
        await File.WriteAllTextAsync(Path.Combine(folder, "cloud.json"), Load.Cloud());
        var people = load.Start(People);
        var (host, early) = (await UpAsync(folder, load), 0);
        try
        {
            for (var kill = 0; kill < kills; kill++)
            {
                await WorkAsync(load, dice);
                load.Point(null);
                await host.KillAsync();
                host.Dispose();
                if (dice.Next(6) == 0)
                {
                    // While it starts, too.
                    early++;
                    kill++;
                    host = HostProcess.Launch(folder, TimeScale);
                    await Task.Delay(dice.Next(1500));
                    await host.KillAsync();
                    host.Dispose();
                }

                host = await UpAsync(folder, load);
            }

            await WorkAsync(load, dice);
            load.Stop();
            await Task.WhenAll(people);
            await load.DenyTheRestAsync();
            await EverythingEndsAsync(load);
        }
        finally
        {
            await host.KillAsync();
            host.Dispose();
        }

        using (var books = await SettledAsync(folder, load))
        {
            books.NothingIsLost(load.Told);
            books.NothingIsDoubled();
            books.NoLeaseIsLeft();
            var chains = await books.ChainsAreWholeAsync();
            output.WriteLine($"{kills} kills ({early} while starting), {load.Broken} broken connections, {load.Told.Count} answers, {books.Proposals.Count} proposals, {books.Writes.Count} writes, {chains} chains");
            output.WriteLine(string.Join(", ", books.Proposals.GroupBy(p => p.Status).Select(g => $"{g.Count()} {g.Key}")));
            Assert.True(books.Writes.Count > 0 && load.Told.Count > kills, "Nothing happened.");
        }

        Directory.Delete(folder, recursive: true);
    }

    /// <summary>To a random moment: after some requests more or less, whatever the machine's speed, and between two of them.</summary>
    private static async Task WorkAsync(Load load, Dice dice)
    {
        var (until, clock) = (load.Answered + dice.Next(40), Stopwatch.StartNew());
        while (load.Answered < until && clock.Elapsed < TimeSpan.FromSeconds(4))
        {
            await Task.Delay(5);
        }

        await Task.Delay(dice.Next(40));
    }

    private static async Task<HostProcess> UpAsync(string folder, Load load)
    {
        var host = HostProcess.Launch(folder, TimeScale);
        load.Point(await host.ReadyAsync());
        return host;
    }

    /// <summary>Each proposal that somebody was told of answers, and comes to its end.</summary>
    private static async Task EverythingEndsAsync(Load load)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        foreach (var id in load.Told.Select(t => t.Proposal).Distinct())
        {
            while (true)
            {
                var page = await load.ShowAsync(id);
                Assert.True(page.GetProperty("success").GetBoolean(), page.ToString());
                if (page.GetProperty("status").GetString() is not ("submitted" or "pending" or "approved" or "executing"))
                {
                    break;
                }

                await Task.Delay(100, limit.Token);
            }
        }
    }

    /// <summary>Proposals whose requester was never answered end as well: the host gets the time it needs.</summary>
    private static async Task<Books> SettledAsync(string folder, Load load)
    {
        for (var look = 0; ; look++)
        {
            var books = await Books.OpenAsync(folder);
            if (look == 12 || books.Proposals.All(p => p.IsTerminal))
            {
                return books;
            }

            books.Dispose();
            using var host = await UpAsync(folder, load);
            await Task.Delay(5000);
            await host.KillAsync();
        }
    }
}
