using System.Text.Json;

using Microsoft.Data.Sqlite;

using OpsAgent.Local.Hosting;
using OpsAgent.Local.Tests.Kit;

namespace OpsAgent.Local.Tests.Administration;

/// <summary><c>opsagent audit</c> beside a running host that has rebooted an instance and signed the hours.</summary>
public sealed class AuditCommandTests : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("opsagent-audit-");
    private LocalAgent agent = null!;
    private string proposal = null!;
    private string approvalToken = null!;

    public async ValueTask InitializeAsync()
    {
        agent = await LocalAgent.StartAsync(new LocalOptions { DataFolder = Path.Combine(folder.FullName, "data") });
        var proposed = await agent.ProposeRebootAsync(Instances.Impaired);
        (proposal, approvalToken) = (proposed.Text("proposal_id")!, proposed.Text("approval_token")!);
        await agent.DecideAsync("approve", approvalToken, LocalUsers.Lead);
        await agent.UntilAsync(proposal, "completed");
    }

    public async ValueTask DisposeAsync()
    {
        await agent.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Verify_AnAuditThatNobodyTouched_Holds()
    {
        await UntilDigestedAsync();

        var verified = await RunAsync("audit", "verify", "--json");

        Assert.True(verified.Code == 0, verified.Output + verified.Error);
        Assert.True(verified.Json.GetProperty("holds").GetBoolean());
        Assert.InRange(verified.Json.GetProperty("proved").GetInt64(), 6, 1000);
        Assert.Contains("holds", (await RunAsync("audit", "verify", "--from", "2026-11-23", "--to", "2026-11-23T04:00Z")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_AChangedEventARemovedChainAndARemovedDigest_AreFoundAndLocated()
    {
        await UntilDigestedAsync();
        Tamper("DROP TRIGGER audit_is_final; UPDATE audit SET body = replace(body, 'lead@example.com', 'boss@example.com') WHERE chain = $chain AND sequence = 4");

        var changed = await RunAsync("audit", "verify", "--json");
        Assert.Equal(1, changed.Code);
        Assert.Equal([$"EventChanged {proposal} 4"], Findings(changed));

        Tamper("DROP TRIGGER audit_is_kept; DELETE FROM audit WHERE chain = $chain");
        var removed = await RunAsync("audit", "verify");
        Assert.Equal(1, removed.Code);
        Assert.Contains($"EventMissing: Event 1 of {proposal} is not there", removed.Output, StringComparison.Ordinal);
        Assert.Contains("opsagent audit export --out FILE", removed.Output, StringComparison.Ordinal);

        foreach (var format in (string[])["jsonl", "csv"])
        {
            var (code, said) = await ExportAndVerifyAsync(format);
            Assert.Equal(1, code);
            Assert.Contains($"EventMissing: Event 1 of {proposal} is not there", said, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("jsonl")]
    [InlineData("csv")]
    public async Task Export_OfAnAudit_VerifiesWithoutOpsAgent(string format)
    {
        await UntilDigestedAsync();

        var (code, said) = await ExportAndVerifyAsync(format);

        Assert.True(code == 0, said);
        Assert.Contains("Everything holds", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_ToStandardOutput_IsJsonLinesAlone()
    {
        var export = await RunAsync("audit", "export");

        Assert.Equal(0, export.Code);
        var kinds = export.Output.TrimEnd('\n').Split('\n').Select(l => JsonElement.Parse(l).GetProperty("kind").GetString()).ToList();
        Assert.Equal("export", kinds[0]);
        Assert.Contains("event", kinds);
        Assert.Contains("head", kinds);
    }

    [Fact]
    public async Task Evidence_OfAProposal_HasEverythingAndNoSecret()
    {
        await UntilDigestedAsync();
        var (file, key) = (Path.Combine(folder.FullName, "evidence.json"), Path.Combine(folder.FullName, "digest-key.pem"));
        Assert.Equal(0, (await RunAsync("audit", "evidence", proposal, "--out", file)).Code);
        await RunAsync("audit", "export", "--key-out", key);

        var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        var pack = JsonElement.Parse(text);

        Assert.Equal("reboot_ec2", pack.GetProperty("proposal").GetProperty("plan").GetProperty("operation").GetString());
        Assert.True(pack.GetProperty("proposal").GetProperty("plan_hash_holds").GetBoolean());
        Assert.NotEmpty(pack.GetProperty("proposal").GetProperty("risk").GetProperty("reasons").EnumerateArray());
        var signatures = pack.GetProperty("signatures");
        Assert.True(signatures.GetProperty("holds").GetBoolean());
        Assert.Equal(["submission", "approval#lead@example.com"], signatures.GetProperty("decisions").EnumerateArray().Select(d => d.GetProperty("decision").GetString()));
        Assert.All(signatures.GetProperty("decisions").EnumerateArray(), d => Assert.True(d.GetProperty("valid").GetBoolean()));
        Assert.Equal(["event", "head", "digest"], pack.GetProperty("audit").EnumerateArray().Select(r => r.GetProperty("kind").GetString()).Distinct());
        Assert.Contains("WaitForApproval", pack.GetProperty("execution_history").EnumerateArray().Select(e => e.GetProperty("state").GetString()));
        var call = Assert.Single(pack.GetProperty("cloudtrail").EnumerateArray());
        Assert.Equal(("RebootInstances", proposal), (call.GetProperty("event_name").GetString(), call.GetProperty("source_identity").GetString()));
        Assert.DoesNotContain(approvalToken, text, StringComparison.Ordinal);
        Assert.DoesNotContain("token_hash", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"task_token\"", text, StringComparison.Ordinal);

        var (code, said) = VerifyOffline(file, key);
        Assert.True(code == 0, said);
        await File.WriteAllTextAsync(file, text.Replace("lead@example.com", "boss@example.com", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        Assert.Equal(1, VerifyOffline(file, key).Code);
    }

    private static List<string> Findings(Cli verified) =>
        [.. verified.Json.GetProperty("findings").EnumerateArray().Select(f => $"{f.GetProperty("kind").GetString()} {f.GetProperty("chain").GetString()} {f.GetProperty("sequence").GetInt64()}")];

    private async Task<(int Code, string Said)> ExportAndVerifyAsync(string format)
    {
        var (file, key) = (Path.Combine(folder.FullName, $"audit.{format}"), Path.Combine(folder.FullName, "digest-key.pem"));
        var export = await RunAsync("audit", "export", "--format", format, "--out", file, "--key-out", key);
        Assert.True(export.Code == 0, export.Error);
        Assert.DoesNotContain("PRIVATE", await File.ReadAllTextAsync(key, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        return VerifyOffline(file, key);
    }

    private static (int Code, string Said) VerifyOffline(string file, string key)
    {
        using var said = new StringWriter();
        return (AuditVerifier.Program.Run(["verify", file, "--key", key], said, said), said.ToString());
    }

    // The hour of the proposal and the next; the host's clock is moved.
    private async Task UntilDigestedAsync()
    {
        using var data = DataFolder.Open(agent.Host.DataFolder, agent.Time);
        for (var looks = 0; looks < 500; looks++)
        {
            if (await data.Digests.ReadAsync(1, 10, CancellationToken.None) is { Count: > 1 })
            {
                return;
            }

            agent.Time.Advance(TimeSpan.FromMinutes(2));
            await agent.GetAsync("/health");
        }

        throw new TimeoutException("The hours were not digested.");
    }

    private void Tamper(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(agent.Host.DataFolder, "opsagent.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The statements of the tests above.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.Parameters.AddWithValue("$chain", proposal);
        Assert.NotEqual(0, command.ExecuteNonQuery());
    }

    private Task<Cli> RunAsync(params string[] arguments) => Cli.RunAsync(agent.Time, [.. arguments, "--data", agent.Host.DataFolder]);
}
