using System.Globalization;
using System.Text.Json.Nodes;

using Microsoft.Data.Sqlite;

using OpsAgent.Local.Hosting;
using OpsAgent.Local.Tests.Kit;

namespace OpsAgent.Local.Tests.Flow;

/// <summary>The kill switch on the whole local host: its state machine, its stores, its Reconciler by its own timer.</summary>
public sealed class KillSwitchTests
{
    private const int Waiting = 50;
    private const string Refusal = "The policy's rule stop refuses this: Everything stands still.";

    [Fact]
    public async Task Pressed_WhileFiftyProposalsWait_NoneIsExecutedAndAllRequestersAreToldWithinAMinute()
    {
        await using var agent = await StartAsync();
        var proposed = new List<(string Id, string Token)>();
        for (var number = 1; number <= Waiting; number++)
        {
            var answer = await agent.ProposeRebootAsync(InstanceId(number));
            proposed.Add((answer.Text("proposal_id")!, answer.Text("approval_token")!));
        }

        var pressed = agent.Time.GetUtcNow();
        Press(agent);
        for (var (told, looks) = (0, 0); told < Waiting && looks < 1000; looks++)
        {
            // Once the Reconciler is at work the clock goes on only where nothing else does.
            await Task.Delay(TimeSpan.FromMilliseconds(100));
            var now = Told(agent);
            agent.Time.Advance(now == 0 || (now == told && looks % 20 == 0) ? TimeSpan.FromSeconds(1) : TimeSpan.Zero);
            told = now;
        }

        Assert.Equal(Waiting, Told(agent));
        Assert.InRange(agent.Time.GetUtcNow() - pressed, TimeSpan.Zero, TimeSpan.FromSeconds(62));
        foreach (var (id, _) in proposed)
        {
            var page = await agent.UntilAsync(id, "rejected");
            Assert.Contains("Rejected", page.Body, StringComparison.Ordinal);
            Assert.Contains("stop", page.Body, StringComparison.Ordinal);
        }

        var refused = await agent.DecideAsync("approve", proposed[0].Token, LocalUsers.Lead);
        Assert.Equal("ALREADY_DECIDED", refused.ErrorCode);

        // The targets are free again, and refused for the rule alone.
        Assert.Equal("POLICY_DENIED", (await agent.ProposeRebootAsync(InstanceId(1))).ErrorCode);
        Assert.Equal(0, Count(agent, "SELECT count(*) FROM cloud_writes"));
        Assert.Equal(0, Count(agent, "SELECT count(*) FROM leases"));
    }

    private static string InstanceId(int number) => $"i-0a1b2c3d4e5f6{number.ToString("d4", CultureInfo.InvariantCulture)}";

    private static async Task<LocalAgent> StartAsync()
    {
        var instances = Enumerable.Range(1, Waiting).Select(number => (JsonNode)new JsonObject
        {
            ["instance_id"] = InstanceId(number),
            ["instance_type"] = "m7g.large",
            ["availability_zone"] = "us-east-1a",
            ["tags"] = new JsonObject { ["Name"] = $"web-{number}", ["OpsAgentManaged"] = "true", ["Environment"] = "production", ["CriticalityLevel"] = "high" },
        });
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(
                file, new JsonObject { ["seed"] = 7, ["region"] = "us-east-1", ["account"] = "123456789012", ["instances"] = new JsonArray([.. instances]) }.ToJsonString());
            return await LocalAgent.StartAsync(new LocalOptions { CloudFile = file });
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static void Press(LocalAgent agent)
    {
        using var connection = Open(agent, "ReadWrite");
        using var command = connection.CreateCommand();
        command.CommandText = "INSERT INTO settings (name, value) VALUES ('/opsagent/policy', $policy)";
        command.Parameters.AddWithValue("$policy", """{"format":1,"rules":[{"name":"stop","deny":"Everything stands still."}]}""");
        command.ExecuteNonQuery();
    }

    private static long Count(LocalAgent agent, string sql)
    {
        using var connection = Open(agent, "ReadOnly");
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The callers pass constants.
        command.CommandText = sql;
#pragma warning restore CA2100
        return (long)command.ExecuteScalar()!;
    }

    private static SqliteConnection Open(LocalAgent agent, string mode)
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(agent.Host.DataFolder, "opsagent.db")};Mode={mode};Pooling=False");
        connection.Open();
        return connection;
    }

    private static int Told(LocalAgent agent) =>
        agent.Notices.ToString().Split('\n').Count(l => l.StartsWith("[to requester]", StringComparison.Ordinal) && l.Contains(Refusal, StringComparison.Ordinal));
}
