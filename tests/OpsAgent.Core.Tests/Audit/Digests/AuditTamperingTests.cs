using System.Security.Cryptography;

using FsCheck.Xunit;

using OpsAgent.Core.Audit.Digests;
using OpsAgent.TestKit.Audit;

namespace OpsAgent.Core.Tests.Audit.Digests;

public sealed class AuditTamperingTests
{
    private static readonly ECDsa Key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private static readonly AuditHistory History = AuditHistory.Of(10_000, Key);
    private static readonly AuditHistory Small = AuditHistory.Of(400, Key, seed: 7, hours: 6);
    private static readonly IReadOnlyList<AuditTampering> Tamperings = AuditTampering.All(History);

    public static TheoryData<int, string> All => [.. Tamperings.Select((t, i) => new TheoryDataRow<int, string>(i, t.Name))];

    [Fact]
    public void Verify_AnAuditThatNobodyTouched_FindsNothingAndProvesAllButTheLastHour()
    {
        var result = VerificationOf(History);

        Assert.Empty(result.Findings);
        Assert.Equal((10_000, 48, AuditHistory.Start.AddHours(48)), (result.Events, result.Digests, result.DigestedUntil));
        Assert.Equal(History.Events.Count(e => AuditHistory.TimeOf(e) >= AuditHistory.Start.AddHours(48)), result.Fresh);
        Assert.InRange(result.Fresh, 1, 1000);
        Assert.Equal((10_000 - result.Fresh, 0, 0), (result.Proved, result.Aged, result.Undigested));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Verify_OneTamperingInTenThousandEvents_FindsAndLocatesItAlone(int number, string name) => Check(Tamperings[number], name);

    [Property(MaxTest = 30)]
    public void Verify_ATamperingAnywhereInTenThousandEvents_FindsAndLocatesItAlone(ushort place, byte kind)
    {
        var tamperings = AuditTampering.At(History, place);
        var tampering = tamperings[kind % tamperings.Count];
        Check(tampering, tampering.Name);
    }

    [Property(MaxTest = 15)]
    public void Verify_AnyTamperingAtAnyPlace_FindsAndLocatesItAlone(ushort place) => Assert.All(AuditTampering.At(Small, place), t => Check(t, t.Name, Small));

    internal static AuditVerificationResult VerificationOf(AuditHistory history)
    {
        using var verification = new AuditVerification(history.PublicKey.Span, history.Now);
        foreach (var digest in history.Digests)
        {
            verification.AddDigest(digest);
        }

        var heads = history.Heads.ToDictionary();
        foreach (var (chain, events) in history.Chains)
        {
            verification.AddChain(chain, events, heads.Remove(chain, out var head) ? head : null);
        }

        foreach (var (chain, head) in heads)
        {
            verification.AddChain(chain, [], head);
        }

        return verification.Complete();
    }

    private static void Check(AuditTampering tampering, string name, AuditHistory? history = null)
    {
        Assert.NotEmpty(name);
        var result = VerificationOf(tampering.Apply(history ?? History));

        Assert.Equal(
            tampering.Faults.OrderBy(f => f.Digest).ThenBy(f => f.Chain, StringComparer.Ordinal).ThenBy(f => f.Sequence),
            result.Findings.Select(AuditFault.Of).OrderBy(f => f.Digest).ThenBy(f => f.Chain, StringComparer.Ordinal).ThenBy(f => f.Sequence));
        Assert.All(result.Findings, f => Assert.EndsWith(".", f.Text, StringComparison.Ordinal));
    }
}
