using OpsAgent.Core.Audit.Digests;

namespace OpsAgent.Cli.Administration;

/// <summary>Of an installation that keeps no digests.</summary>
internal sealed class NoDigests : IDigestStore
{
    public Task<SignedDigest?> ReadLastAsync(CancellationToken cancellationToken) => Task.FromResult<SignedDigest?>(null);

    public Task<SignedDigest?> ReadBeforeAsync(long number, CancellationToken cancellationToken) => Task.FromResult<SignedDigest?>(null);

    public Task<IReadOnlyList<SignedDigest>> ReadAsync(long from, int limit, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<SignedDigest>>([]);

    public Task<bool> PutAsync(SignedDigest digest, CancellationToken cancellationToken) => Task.FromResult(false);
}
