namespace OpsAgent.Core.Operations.Overview;

/// <summary><see cref="ISharedCache"/> of a deployment that is one process.</summary>
public sealed class InMemoryCache : ISharedCache
{
    private readonly Dictionary<string, (string? Text, DateTimeOffset Until)> _entries = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    public Task<CacheEntry> FindOrClaimAsync(string key, DateTimeOffset now, TimeSpan claim, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            foreach (var stale in _entries.Where(e => e.Value.Until <= now).Select(e => e.Key).ToList())
            {
                _entries.Remove(stale);
            }

            return Task.FromResult(_entries.TryGetValue(key, out var entry)
                ? new CacheEntry(entry.Text, IsClaimed: false)
                : new CacheEntry(null, _entries.TryAdd(key, (null, now + claim))));
        }
    }

    public Task StoreAsync(string key, string text, DateTimeOffset staleAt, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _entries[key] = (text, staleAt);
        }

        return Task.CompletedTask;
    }
}
