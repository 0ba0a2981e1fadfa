using System.Security.Cryptography;

using OpsAgent.Core.Audit;
using OpsAgent.Core.Audit.Digests;
using OpsAgent.TestKit.Audit;

namespace OpsAgent.Core.Tests.Audit.Digests;

/// <summary>What a verification says beside the findings of one tampering: what is aged, fresh, undigested, and how far it looks.</summary>
public sealed class AuditVerificationTests
{
    private static readonly ECDsa Key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private static readonly AuditHistory History = AuditHistory.Of(500, Key, seed: 5, hours: 8);
    private static readonly DateTimeOffset End = AuditHistory.Start.AddHours(8);

    // The digests go on as they do; only their clock is asked.
    private static AuditHistory Aged(TimeSpan by) => History with { Now = AuditHistory.Start + by };

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, 1)]
    public void Verify_WithoutTheFirstHoursEvents_CountsThemAsAgedFromTheirTimeOnAndNotBefore(int minutes, int hours)
    {
        var gone = History.Events.Where(e => AuditHistory.TimeOf(e) < AuditHistory.Start.AddHours(1)).ToList();
        var history = Aged(TimeSpan.FromDays(AuditEvent.RetentionDays) + TimeSpan.FromMinutes(minutes)) with { Events = [.. History.Events.Except(gone)] };

        var result = Run(history, isToNewest: false);

        Assert.NotEmpty(gone);
        Assert.Equal(hours == 1 ? gone.Count : 0, result.Aged);
        Assert.Equal(
            hours == 1 ? [] : gone.Select(e => new AuditFault(AuditFindingKind.EventMissing, e.Chain, e.Sequence, 1)).ToHashSet(),
            result.Findings.Select(AuditFault.Of).ToHashSet());
    }

    [Fact]
    public void Verify_AfterSevenYears_OfWhichEveryOtherEventIsGone_FindsNothing()
    {
        var history = Aged(TimeSpan.FromDays(AuditEvent.RetentionDays + 2)) with { Events = [.. History.Events.Where((e, i) => i % 2 == 0 || AuditHistory.TimeOf(e) >= End)] };

        var result = Run(history, isToNewest: false);

        Assert.Empty(result.Findings);
        Assert.Equal(500 - history.Events.Count, result.Aged);
    }

    [Fact]
    public void Verify_AnEventThatNoDigestNamesAndThatIsGone_IsMissingHoweverOldItIs()
    {
        var history = Aged(TimeSpan.FromDays(9_000)) with { Events = [], Digests = [] };

        var result = Run(history, isToNewest: false);

        Assert.Equal(History.Heads.Values.Sum(h => h.Sequence), result.Findings.Count);
        Assert.All(result.Findings, f => Assert.Equal(AuditFindingKind.EventMissing, f.Kind));
    }

    [Fact]
    public void Verify_FromALaterDigestOn_LooksAtItsHoursAlone()
    {
        var late = History.Digests.Where(d => d.Number >= 5).ToList();
        var result = Run(History with { Digests = late }, first: 5);

        Assert.Empty(result.Findings);
        Assert.Equal(late.Sum(d => AuditDigest.TryRead(d.Body)!.Events), result.Proved);
        Assert.Equal(500 - result.Proved - result.Fresh, result.Undigested);
    }

    [Fact]
    public void Verify_AnHourWhoseDigestDoesNotHold_HoldsItsEventsByTheirChains()
    {
        var history = History with { Digests = [.. History.Digests.Select(d => d.Number == 3 ? d with { Signature = "none" } : d)] };

        var result = Run(history);

        Assert.Equal([new AuditFault(AuditFindingKind.DigestInvalid, null, null, 3)], result.Findings.Select(AuditFault.Of));
        Assert.Equal(AuditDigest.TryRead(History.Digests[2].Body)!.Events, result.Undigested);
    }

    [Theory]
    [InlineData(129, false)]
    [InlineData(130, true)]
    public void Verify_WithoutTheNextDigest_MissesItAnHourAfterItsTime(int minutes, bool isMissed)
    {
        var result = Run(History with { Now = End.AddMinutes(minutes) });

        Assert.Equal(isMissed ? [new AuditFault(AuditFindingKind.DigestMissing, null, null, 9)] : [], result.Findings.Select(AuditFault.Of));
        Assert.Empty(Run(History with { Now = End.AddMinutes(minutes) }, isToNewest: false).Findings);
    }

    [Fact]
    public void Verify_WhereNothingHappened_FindsNothing()
    {
        var result = Run(History with { Events = [], Heads = new Dictionary<string, AuditHead>(), Digests = [] });

        Assert.Empty(result.Findings);
        Assert.Null(result.DigestedUntil);
    }

    [Fact]
    public void Verify_AHeadThatAnotherWroteMeanwhile_WaitsTenMinutesForIt()
    {
        var proposal = History.Chains.Last(c => History.Heads.ContainsKey(c.Chain) && AuditHistory.TimeOf(c.Events[^1]) >= End);
        var behind = proposal.Events.Count == 1 ? AuditHead.Start : AuditChain.HeadOf(proposal.Events[^2]);
        var history = History with { Heads = new Dictionary<string, AuditHead>(History.Heads) { [proposal.Chain] = behind } };
        var at = AuditHistory.TimeOf(proposal.Events[^1]);

        Assert.Empty(Run(history with { Now = at.AddMinutes(10).AddMilliseconds(-1) }).Findings);
        Assert.Equal(
            [new AuditFault(AuditFindingKind.ChainBroken, proposal.Chain, proposal.Events.Count, null)],
            Run(history with { Now = at.AddMinutes(10) }, isToNewest: false).Findings.Select(AuditFault.Of));
    }

    [Fact]
    public void Verify_AHeadOfAnImpossibleNumber_EndsAndTells()
    {
        var chain = History.Heads.Keys.First();
        var history = History with { Heads = new Dictionary<string, AuditHead>(History.Heads) { [chain] = new(long.MaxValue, AuditDigest.NoPrevious) } };

        Assert.All(Run(history).Findings, f => Assert.Equal((AuditFindingKind.EventMissing, chain), (f.Kind, f.Chain)));
        Assert.InRange(Run(history).Findings.Count, 1, 1_001);
    }

    [Fact]
    public void Verify_AnEventThatIsGivenTwice_IsToldOnce()
    {
        var link = History.Events[7];

        Assert.Equal(
            [new AuditFault(AuditFindingKind.ChainBroken, link.Chain, link.Sequence, null)], Run(History with { Events = [.. History.Events, link] }).Findings.Select(AuditFault.Of));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a 1")]
    [InlineData("a b c\n")]
    [InlineData("a 1 zz\n")]
    [InlineData("\n\n")]
    public void TryRead_AnyPart_ReadsItsLinesOrNone(string part)
    {
        var read = new List<string>();

        Assert.Equal(string.IsNullOrWhiteSpace(part), DigestPart.TryRead(part, (chain, _, _) => read.Add(chain)));
        Assert.Empty(read);
    }

    [Fact]
    public void Of_AnHour_IsSortedCutAndReadAgain()
    {
        var parts = DigestPart.Of(Enumerable.Range(0, 4_001).Select(i => new AuditEvent($"chain-{i % 7}", i, string.Empty, DigestPart.HashOf($"{i}"))).Reverse());

        Assert.Equal([2_000, 2_000, 1], parts.Select(p => p.Count(c => c == '\n')));
        Assert.All(parts, p => Assert.InRange(p.Length, 1, 300_000));
        var read = new List<(string Chain, long Sequence, string Hash)>();
        Assert.All(parts, p => Assert.True(DigestPart.TryRead(p, (chain, sequence, hash) => read.Add((chain, sequence, hash.ToString())))));
        Assert.Equal(read.OrderBy(r => r.Chain, StringComparer.Ordinal).ThenBy(r => r.Sequence), read);
        Assert.Equal(Enumerable.Range(0, 4_001).Select(i => DigestPart.HashOf($"{i}")).Order(StringComparer.Ordinal), read.Select(r => r.Hash).Order(StringComparer.Ordinal));
    }

    private static AuditVerificationResult Run(AuditHistory history, long first = 1, bool isToNewest = true)
    {
        using var verification = new AuditVerification(history.PublicKey.Span, history.Now, first) { Until = isToNewest ? null : End };
        foreach (var digest in history.Digests)
        {
            verification.AddDigest(digest);
        }

        foreach (var chain in history.Chains.Select(c => c.Chain).Union(history.Heads.Keys))
        {
            verification.AddChain(chain, [.. history.Events.Where(e => e.Chain == chain)], history.Heads.GetValueOrDefault(chain));
        }

        return verification.Complete();
    }
}
