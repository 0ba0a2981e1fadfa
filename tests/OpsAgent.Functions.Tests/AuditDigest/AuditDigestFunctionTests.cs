using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Core.Audit.Digests;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Hosting;
using OpsAgent.Functions.Metrics;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.AuditDigest;

/// <summary>The function on what the others wrote: it signs, counts and tells.</summary>
public sealed class AuditDigestFunctionTests
{
    private readonly Bench _bench = new();
    private readonly List<string> _metrics = [];

    public AuditDigestFunctionTests() => _bench.Change = ports => ports with { Metrics = new EmbeddedMetrics("production", _metrics.Add, _bench.Time) };

    [Fact]
    public async Task Run_AfterAnHourOfProposals_SignsEveryEventOfIt()
    {
        await ProposeAsync();
        var events = _bench.Store.Audit.All;

        Assert.Equal((1, 0), await RunAsync());

        Assert.Equal(events.Count, AuditDigestOf(_bench.Digests.Kept[1]).Events);
        Assert.Equal(events.Count, _bench.Digests.Kept[1].Parts[0].Split('\n').Length - 1);
        Assert.Equal(events, _bench.Store.Audit.All);
        Assert.Single(_bench.Archive.Kept);
        Assert.Equal((1, 0), (Metric("AuditDigests"), Metric("AuditFindings")));
        Assert.Contains("AuditDigest: digest 1 of ", _bench.Logger.Buffer.ToString(), StringComparison.Ordinal);
        Assert.Contains(DigestPart.HashOf(_bench.Digests.Kept[1].Body), _bench.Logger.Buffer.ToString(), StringComparison.Ordinal);
        using var verification = new AuditVerification(FakeDecisionKey.Shared.ExportSubjectPublicKeyInfo(), _bench.Time.GetUtcNow());
        verification.AddDigest(_bench.Digests.Kept[1]);
        foreach (var chain in events.GroupBy(e => e.Chain))
        {
            verification.AddChain(chain.Key, [.. chain], null);
        }

        Assert.Empty(verification.Complete().Findings);
    }

    [Fact]
    public async Task Run_OnAChangedEvent_LogsAnErrorAndCountsIt()
    {
        await ProposeAsync();
        var link = _bench.Store.Audit.All[0];
        _bench.Store.Audit.Spoil(link.Chain, link.Sequence, link.Body.Replace("\"outcome\":\"", "\"outcome\":\"not ", StringComparison.Ordinal));

        Assert.Equal((1, 1), await RunAsync());

        Assert.Equal((1, 1), (Metric("AuditDigests"), Metric("AuditFindings")));
        Assert.Contains($"ERROR AuditDigest: event_changed: Event {link.Sequence} of {link.Chain} ", _bench.Logger.Buffer.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WithNothingDue_CountsThatItRan()
    {
        Assert.Equal((0, 0), await RunAsync());

        Assert.Equal((0, 0), (Metric("AuditDigests"), Metric("AuditFindings")));
    }

    [Fact]
    public async Task Run_WhoseTimeIsOver_KeepsWhatItMadeAndLeavesTheRest()
    {
        await ProposeAsync();
        _bench.Time.Advance(TimeSpan.FromHours(2));
        _bench.Digests.BeforePut = _ => _bench.Time.Advance(TimeSpan.FromSeconds(60));

        Assert.Equal((1, 0), await RunAsync());

        _bench.Digests.BeforePut = null;
        Assert.Equal((2, 0), await RunAsync());
    }

    [Fact]
    public async Task Run_WithoutItsKey_FailsAndMakesNone()
    {
        await ProposeAsync();
        _bench.DigestKey.Failure = new AwsException(ErrorCode.AwsAccessDenied, "kms:Sign", "key", "AWS denied it.");

        await Assert.ThrowsAsync<AwsException>(RunAsync);

        Assert.Empty(_bench.Digests.Kept);
    }

    [Fact]
    public async Task Run_WhereTheHostMakesNone_DoesNothing()
    {
        _bench.Change = ports => ports with { Digests = null };
        await ProposeAsync();

        Assert.Equal((0, 0), await RunAsync());
    }

    private async Task ProposeAsync()
    {
        await _bench.SendAsync(Events.Get("/operations/proposals", Users.Viewer));
        await _bench.SendAsync(Events.Get("/operations/get_ec2_status", Users.Viewer, [("instance_id", Instances.WebId)]));
        _bench.Time.Advance(TimeSpan.FromMinutes(70));
    }

    private async Task<(int Digests, int Findings)> RunAsync()
    {
        var answer = await _bench.InvokeAsync(FunctionNames.AuditDigest, new JsonObject());
        return (answer.GetProperty("digests").GetInt32(), answer.GetProperty("findings").GetInt32());
    }

    private static Core.Audit.Digests.AuditDigest AuditDigestOf(SignedDigest kept) => Core.Audit.Digests.AuditDigest.TryRead(kept.Body)!;

    private int Metric(string name) => _metrics.Select(l => JsonSerializer.Deserialize<JsonElement>(l)).Single(l => l.TryGetProperty(name, out _)).GetProperty(name).GetInt32();
}
