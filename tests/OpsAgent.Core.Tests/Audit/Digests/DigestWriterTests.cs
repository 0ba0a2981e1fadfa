using System.Security.Cryptography;
using System.Text.Json;

using Microsoft.Extensions.Time.Testing;

using OpsAgent.Core.Audit;
using OpsAgent.Core.Audit.Digests;
using OpsAgent.Core.Primitives;
using OpsAgent.TestKit;
using OpsAgent.TestKit.Audit;

namespace OpsAgent.Core.Tests.Audit.Digests;

public sealed class DigestWriterTests
{
    private static readonly ECDsa Key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private static readonly DateTimeOffset Start = AuditHistory.Start;

    private readonly InMemoryAuditEvents _events = new();
    private readonly InMemoryDigests _store = new();
    private readonly InMemoryArchive _archive = new();
    private readonly FakeTimeProvider _time = new(Start.AddHours(1).AddMinutes(10));

    [Fact]
    public async Task Run_OverADayOfHistory_MakesWhatVerifies()
    {
        var history = AuditHistory.Of(600, Key, seed: 3, hours: 20);
        foreach (var link in history.Events)
        {
            _events.Events.Add(link);
        }
        _time.SetUtcNow(Start.AddHours(20).AddMinutes(10));

        var run = await RunAsync();

        Assert.Equal(20, run.Made.Count);
        Assert.Empty(run.Findings);
        Assert.Equal(history.Digests.Select(d => (d.Body, string.Concat(d.Parts))), _store.Kept.Values.Select(d => (d.Body, string.Concat(d.Parts))));
        Assert.Empty(AuditTamperingTests.VerificationOf(history with { Digests = [.. _store.Kept.Values] }).Findings);
    }

    [Fact]
    public async Task Run_TenMinutesAfterTheHourAndNotBefore_MakesItsDigest()
    {
        Happen("a", Start.AddHours(1).AddMinutes(59));
        _time.Advance(TimeSpan.FromHours(1) - TimeSpan.FromMilliseconds(1));

        Assert.Empty((await RunAsync()).Made);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        var made = Assert.Single((await RunAsync()).Made);

        Assert.Equal((1, Start.AddHours(1), Start.AddHours(2), AuditDigest.NoPrevious, 1, "production"), (made.Number, made.From, made.To, made.Previous, made.Events, made.Environment));
        Assert.Empty((await RunAsync()).Made);
    }

    [Fact]
    public async Task Run_WhereNothingEverHappened_MakesNone()
    {
        _time.SetUtcNow(Start.AddDays(2));

        Assert.Empty((await RunAsync()).Made);
    }

    [Fact]
    public async Task Run_AfterThreeDaysWithoutOne_MakesADayAtATimeAndTheEmptyHoursToo()
    {
        Happen("a", Start);
        Happen("b", Start.AddHours(50));
        _time.SetUtcNow(Start.AddHours(51).AddMinutes(10));

        var counts = new List<int>();
        for (var i = 0; i < 4; i++)
        {
            counts.Add((await RunAsync()).Made.Count);
        }

        Assert.Equal([24, 24, 3, 0], counts);
        Assert.Equal(Enumerable.Range(1, 51).Select(n => (long)n), _store.Kept.Keys);
        Assert.Equal([1, 51], _store.Kept.Values.Where(d => d.Parts.Count > 0).Select(d => d.Number));
    }

    [Fact]
    public async Task Run_WhenARivalTakesTheNumber_EndsWithoutAnError()
    {
        Happen("a", Start);
        _time.SetUtcNow(Start.AddHours(5));
        _store.BeforePut = digest =>
        {
            if (digest.Number == 2)
            {
                _store.Kept.Add(2, digest with { Signature = "the rival's" });
            }
        };

        var run = await RunAsync();

        Assert.Equal([1], run.Made.Select(d => d.Number));
        Assert.Empty(run.Findings);
        Assert.Equal("the rival's", _store.Kept[2].Signature);
    }

    [Fact]
    public async Task Run_AnEventThatIsNoEvent_NamesItByTheStoredHashAndTells()
    {
        var link = Happen("a", Start);
        _events.Events[0] = link with { Body = "not JSON" };
        _events.Times[new AuditPlace("a", 1)] = Start;

        var run = await RunAsync();

        Assert.Equal($"a 1 {link.Hash}\n", Assert.Single(_store.Kept[1].Parts));
        Assert.Equal([new AuditFault(AuditFindingKind.EventChanged, "a", 1, null)], run.Findings.Select(AuditFault.Of));
    }

    [Fact]
    public async Task Run_AChainThatDoesNotHold_NamesItsEventsAndTells()
    {
        Happen("a", Start);
        var second = Happen("a", Start.AddMinutes(1));
        Happen("a", Start.AddMinutes(2));
        _events.Events.Remove(second);

        var run = await RunAsync();

        Assert.Equal(2, run.Made[0].Events);
        Assert.Equal([new AuditFault(AuditFindingKind.EventMissing, "a", 2, null)], run.Findings.Select(AuditFault.Of));
    }

    [Fact]
    public async Task Run_AnEventOfTheIndexUnderAnotherTime_IsToldAndNotNamed()
    {
        Happen("a", Start);
        Happen("b", Start.AddDays(-3));
        _events.Times[new AuditPlace("b", 1)] = Start.AddMinutes(5);

        var run = await RunAsync();

        Assert.Equal([new AuditFault(AuditFindingKind.EventChanged, "b", 1, null)], run.Findings.Select(AuditFault.Of));
        Assert.Equal(1, run.Made[0].Events);
    }

    [Fact]
    public async Task Run_AChainWithALineInItsName_NamesOneEvent()
    {
        Happen($"a 1 {AuditDigest.NoPrevious}\nb", Start);

        await RunAsync();

        var lines = _store.Kept[1].Parts[0].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Matches("^[0-9a-f]{64} 1 [0-9a-f]{64}$", Assert.Single(lines));
    }

    public static TheoryData<string, AuditFindingKind, long> Predecessors => new()
    {
        { "signed by another", AuditFindingKind.DigestInvalid, 2 },
        { "changed", AuditFindingKind.DigestInvalid, 2 },
        { "without its parts", AuditFindingKind.DigestInvalid, 2 },
        { "of another number", AuditFindingKind.DigestInvalid, 2 },
        { "empty", AuditFindingKind.DigestInvalid, 2 },
        { "with another before it", AuditFindingKind.DigestInvalid, 1 },
        { "without the one before it", AuditFindingKind.DigestMissing, 1 },
    };

    [Theory]
    [MemberData(nameof(Predecessors))]
    public async Task Run_OnABrokenPredecessor_TellsAndFollowsWithWhatIsThere(string what, AuditFindingKind kind, long number)
    {
        Happen("a", Start);
        Happen("b", Start.AddHours(1));
        Happen("c", Start.AddHours(2));
        _time.SetUtcNow(Start.AddHours(2).AddMinutes(10));
        await RunAsync();
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var (first, second) = (_store.Kept[1], _store.Kept[2]);
        var body = AuditDigest.TryRead(second.Body)!;
        (_store.Kept[1], _store.Kept[2]) = what switch
        {
            "signed by another" => (first, AuditHistory.Sign(body, second.Parts, other)),
            "changed" => (first, second with { Body = (body with { To = Start.AddYears(9) }).Text() }),
            "without its parts" => (first, second with { Parts = [] }),
            "of another number" => (first, first with { Number = 2 }),
            "empty" => (first, second with { Body = string.Empty }),
            "with another before it" => (second with { Number = 1 }, second),
            _ => (first, second),
        };
        if (kind is AuditFindingKind.DigestMissing)
        {
            _store.Kept.Remove(1);
        }

        _time.Advance(TimeSpan.FromHours(1));
        var run = await RunAsync();

        Assert.Equal([new AuditFault(kind, null, null, number)], run.Findings.Select(AuditFault.Of));
        var next = run.Made[0];
        Assert.Equal((3, DigestPart.HashOf(_store.Kept[2].Body)), (next.Number, next.Previous));

        // The hour after the newest that holds: an hour whose digest was spoilt has one again.
        Assert.Equal(number == 2 ? Start.AddHours(1) : Start.AddHours(2), next.From);
        Assert.Equal(Start.AddHours(3), run.Made[^1].To);
    }

    [Fact]
    public async Task Run_AfterADigestWasRemovedAndItsEventsChanged_FindsTheOtherInTheArchive()
    {
        Happen("a", Start);
        await RunAsync();
        _store.Kept.Clear();
        _events.Events.Clear();
        Happen("a", Start, "another");

        var run = await RunAsync();

        Assert.Equal([new AuditFault(AuditFindingKind.DigestInvalid, null, null, 1)], run.Findings.Select(AuditFault.Of));
        Assert.Single((await RunAsync()).Findings);
    }

    [Fact]
    public async Task Run_WhileTheArchiveIsDown_MakesTheDigestAndFailsAndPutsItLater()
    {
        Happen("a", Start);
        _archive.Failure = new AwsException(ErrorCode.AwsServiceError, "s3:PutObject", "bucket", "down");

        var writer = Writer();
        await Assert.ThrowsAsync<AwsException>(() => writer.RunAsync(CancellationToken.None));

        Assert.Single(writer.Made);
        Assert.Single(_store.Kept);
        Assert.Empty(_archive.Kept);
        _archive.Failure = null;
        Assert.Empty((await RunAsync()).Findings);
        var (key, text) = Assert.Single(_archive.Kept);
        Assert.Equal("production/2026/03/14/00-1.json", key);
        Assert.Equivalent(_store.Kept[1], JsonSerializer.Deserialize(text, CoreJson.Default.SignedDigest), strict: true);
    }

    [Fact]
    public async Task Run_WithoutAnArchive_MakesTheDigest()
    {
        Happen("a", Start);
        var writer = new DigestWriter(Ports() with { Archive = null }, "production", _time);

        await writer.RunAsync(CancellationToken.None);

        Assert.Single(writer.Made);
    }

    [Fact]
    public async Task Run_OnMoreThanADayOfBrokenDigests_GoesOnAfterTheLastThatHolds()
    {
        Happen("a", Start);
        await RunAsync();
        for (var number = 2; number <= 40; number++)
        {
            _store.Kept.Add(number, new SignedDigest(number, "{}", string.Empty, []));
        }

        _time.Advance(TimeSpan.FromHours(1));
        var run = await RunAsync();

        Assert.Equal((41, Start.AddHours(1)), (run.Made[0].Number, run.Made[0].From));
        Assert.Equal(24, run.Findings.Count());
    }

    private DigestPorts Ports() => new(_events, _store, _archive, new FakeDecisionKey(Key), new FakeDecisionKey(Key));

    private DigestWriter Writer() => new(Ports(), "production", _time);

    private async Task<DigestWriter> RunAsync()
    {
        var writer = Writer();
        await writer.RunAsync(CancellationToken.None);
        return writer;
    }

    private AuditEvent Happen(string chain, DateTimeOffset at, string outcome = "done")
    {
        var head = _events.Events.LastOrDefault(e => e.Chain == chain) is { } last ? AuditChain.HeadOf(last) : AuditHead.Start;
        var link = AuditChain.Append(chain, head, $"{chain}-{head.Sequence + 1}", at, new AuditSubject(chain, ExecutionMode.DryRun), new AuditEntry(AuditEventType.ToolExecuted, outcome));
        _events.Events.Add(link);
        return link;
    }
}
