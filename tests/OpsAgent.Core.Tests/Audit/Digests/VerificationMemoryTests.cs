using System.Globalization;
using System.Security.Cryptography;

using OpsAgent.Core.Audit.Digests;
using OpsAgent.TestKit.Audit;

namespace OpsAgent.Core.Tests.Audit.Digests;

/// <summary>Alone, since memory is the process's.</summary>
[CollectionDefinition(nameof(VerificationMemoryTests), DisableParallelization = true)]
[Collection(nameof(VerificationMemoryTests))]
public sealed class VerificationMemoryTests
{
    [Fact]
    public void AddDigest_OfAMillionEvents_KeepsAHundredMegabytesAtMost()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var verification = new AuditVerification(key.ExportSubjectPublicKeyInfo(), AuditHistory.Start);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var previous = AuditDigest.NoPrevious;
        for (var hour = 0; hour < 25; hour++)
        {
            var parts = Enumerable.Range(0, 20).Select(p => string.Concat(Enumerable.Range(0, DigestPart.MaxLines).Select(i => Line((((hour * 20) + p) * DigestPart.MaxLines) + i)))).ToList();
            var digest = new AuditDigest(AuditDigest.Format, hour + 1, AuditHistory.Start.AddHours(hour), AuditHistory.Start.AddHours(hour + 1), previous, 40_000, DigestPart.HashOf(parts), "production");
            verification.AddDigest(AuditHistory.Sign(digest, parts, key));
            previous = DigestPart.HashOf(digest.Text());
        }

        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, 48_000_000, 100_000_000);
        GC.KeepAlive(verification);
    }

    // Chains of eight.
    private static string Line(int i) => string.Create(CultureInfo.InvariantCulture, $"01kkng{i / 8:d20} {(i % 8) + 1} {i:x64}\n");
}
