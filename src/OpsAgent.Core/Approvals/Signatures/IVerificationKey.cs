namespace OpsAgent.Core.Approvals.Signatures;

/// <summary>The public half of the key of <see cref="ISigningKey"/>.</summary>
public interface IVerificationKey
{
    /// <returns>The key as SubjectPublicKeyInfo in DER. It never changes, so an implementation may keep it.</returns>
    /// <exception cref="Primitives.AwsException">The key cannot be read: nothing is verified, so nothing may be executed.</exception>
    Task<byte[]> ReadPublicKeyAsync(CancellationToken cancellationToken);
}
