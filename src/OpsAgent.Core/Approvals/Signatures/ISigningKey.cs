namespace OpsAgent.Core.Approvals.Signatures;

/// <summary>Signs what people asked for and decided. Used by Proposals alone.</summary>
public interface ISigningKey
{
    /// <param name="content">At most 4,096 bytes.</param>
    /// <returns>ECDSA on P-256 over the SHA-256 of the content, as DER (RFC 3279).</returns>
    /// <exception cref="Primitives.AwsException">Nothing is signed.</exception>
    Task<byte[]> SignAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken);
}
