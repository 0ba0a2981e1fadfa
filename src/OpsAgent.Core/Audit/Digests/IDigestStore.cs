namespace OpsAgent.Core.Audit.Digests;

/// <summary>
/// Where digests are kept for good. An implementation MUST put a number once, MUST read what was last written, and MUST offer no way
/// to change or remove one.
/// </summary>
public interface IDigestStore
{
    /// <returns>The one with the highest number, or null.</returns>
    Task<SignedDigest?> ReadLastAsync(CancellationToken cancellationToken) => ReadBeforeAsync(long.MaxValue, cancellationToken);

    /// <returns>The one with the highest number below this one, or null; with its parts.</returns>
    Task<SignedDigest?> ReadBeforeAsync(long number, CancellationToken cancellationToken);

    /// <returns>Those from this number on, in order, at most <paramref name="limit"/>; with their parts.</returns>
    Task<IReadOnlyList<SignedDigest>> ReadAsync(long from, int limit, CancellationToken cancellationToken);

    /// <returns>False when the number is taken; nothing is stored then.</returns>
    Task<bool> PutAsync(SignedDigest digest, CancellationToken cancellationToken);
}
