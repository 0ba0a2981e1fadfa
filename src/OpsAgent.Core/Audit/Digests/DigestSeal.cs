using System.Security.Cryptography;
using System.Text;

namespace OpsAgent.Core.Audit.Digests;

/// <summary>What of a kept digest holds by itself: its signature, its number and its parts.</summary>
public sealed class DigestSeal : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create();

    /// <param name="publicKey">A SubjectPublicKeyInfo in DER.</param>
    /// <exception cref="CryptographicException">It is none.</exception>
    public DigestSeal(ReadOnlySpan<byte> publicKey) => _key.ImportSubjectPublicKeyInfo(publicKey, out _);

    /// <returns>What was signed, or in a sentence's end what does not hold.</returns>
    public (AuditDigest? Digest, string? Problem) Open(SignedDigest kept)
    {
        if (!IsSigned(kept))
        {
            return (null, "is not signed by the key of this deployment's AuditDigest");
        }

        return AuditDigest.TryRead(kept.Body) is not { } digest ? (null, "is of no format that is known")
            : digest.Number != kept.Number ? (null, $"says that it is number {digest.Number}")
            : digest.PartsHash != DigestPart.HashOf(kept.Parts) ? (null, "has other parts than were signed")
            : (digest, null);
    }

    public void Dispose() => _key.Dispose();

    private bool IsSigned(SignedDigest kept)
    {
        Span<byte> signature = stackalloc byte[256];
        try
        {
            return Convert.TryFromBase64String(kept.Signature, signature, out var length)
                && _key.VerifyData(Encoding.UTF8.GetBytes(kept.Body), signature[..length], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
