using System.Security.Cryptography;

using OpsAgent.Core.Approvals.Signatures;

namespace OpsAgent.TestKit;

/// <summary>A signing key in memory.</summary>
public sealed class FakeDecisionKey : ISigningKey, IVerificationKey
{
    /// <summary>One for all, so that what a test puts into a store is signed as the functions verify it.</summary>
    public static readonly ECDsa Shared = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private readonly ECDsa _key;
    private int _signed;

    public FakeDecisionKey()
        : this(Shared)
    {
    }

    public FakeDecisionKey(ECDsa key) => _key = key;

    /// <summary>What every call throws, or null.</summary>
    public Exception? Failure { get; set; }

    public int Signed => _signed;

    public Task<byte[]> SignAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        if (Failure is not null)
        {
            return Task.FromException<byte[]>(Failure);
        }

        Interlocked.Increment(ref _signed);
        lock (_key)
        {
            return Task.FromResult(_key.SignData(content.Span, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        }
    }

    public Task<byte[]> ReadPublicKeyAsync(CancellationToken cancellationToken)
    {
        lock (_key)
        {
            return Failure is null ? Task.FromResult(_key.ExportSubjectPublicKeyInfo()) : Task.FromException<byte[]>(Failure);
        }
    }
}
