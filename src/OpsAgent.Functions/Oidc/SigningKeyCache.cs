using Microsoft.IdentityModel.Tokens;

namespace OpsAgent.Functions.Oidc;

/// <summary>
/// Cache of an issuer's signing keys:
/// <list type="table">
/// <item><term>younger than an hour</term><description>used</description></item>
/// <item><term>unknown key id</term><description>read again, at most once a minute: the issuer may have rotated its keys</description></item>
/// <item><term>older than an hour</term><description>read again; used for up to a day while the issuer does not answer</description></item>
/// <item><term>failed read</term><description>repeated after a minute, or after ten seconds if there is no usable key</description></item>
/// </list>
/// Reads during a request, because Lambda suspends background work between requests. Concurrent requests wait for the read only
/// if the cache has no usable key for them.
/// </summary>
internal sealed class SigningKeyCache(Func<Task<IReadOnlyList<SecurityKey>>> read, Action<string> report, TimeProvider time)
{
    private static readonly TimeSpan FreshFor = TimeSpan.FromHours(1);
    private static readonly TimeSpan UsableFor = TimeSpan.FromDays(1);
    private static readonly TimeSpan MinReadInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private Task _running = Task.CompletedTask;
    private (long Since, TimeSpan For)? _cooldown;
    private volatile CachedKeys? _cached;

    /// <returns>The keys with that id, empty if the issuer has none; null if the keys cannot be read.</returns>
    public async Task<IReadOnlyList<SecurityKey>?> FindAsync(string keyId, CancellationToken cancellationToken)
    {
        if (_cached is not { } cached || Age(cached) >= FreshFor || cached.WithId(keyId).Count == 0)
        {
            await RefreshAsync(hasUsableKey: UsableKeys is { } usable && usable.WithId(keyId).Count > 0).WaitAsync(cancellationToken);
        }

        return UsableKeys?.WithId(keyId);
    }

    /// <returns>Whether there are usable keys.</returns>
    public async Task<bool> HasKeysAsync(CancellationToken cancellationToken)
    {
        if (_cached is not { } cached || Age(cached) >= FreshFor)
        {
            await RefreshAsync(hasUsableKey: false).WaitAsync(cancellationToken);
        }

        return UsableKeys is not null;
    }

    private CachedKeys? UsableKeys => _cached is { } cached && Age(cached) < UsableFor ? cached : null;

    private TimeSpan Age(CachedKeys cached) => time.GetElapsedTime(cached.ReadAt);

    private Task RefreshAsync(bool hasUsableKey)
    {
        lock (_gate)
        {
            if (!_running.IsCompleted)
            {
                return hasUsableKey ? Task.CompletedTask : _running;
            }

            var isCoolingDown = _cooldown is { } cooldown && time.GetElapsedTime(cooldown.Since) < cooldown.For;
            return isCoolingDown ? Task.CompletedTask : _running = ReadAsync();
        }
    }

    private async Task ReadAsync()
    {
        var at = time.GetTimestamp();
        try
        {
            var keys = await read();
            (_cached, _cooldown) = (new CachedKeys(keys, at), (at, MinReadInterval));
        }
#pragma warning disable CA1031 // Whatever the issuer does, cached keys stay usable, and tokens with other keys are refused.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _cooldown = (time.GetTimestamp(), UsableKeys is null ? RetryInterval : MinReadInterval);
            report($"The keys of the issuer of bearer tokens could not be read: {e.Message}");
        }
    }

    private sealed record CachedKeys(IReadOnlyList<SecurityKey> Keys, long ReadAt)
    {
        public IReadOnlyList<SecurityKey> WithId(string keyId) => [.. Keys.Where(k => k.KeyId == keyId)];
    }
}
