using System.Security.Cryptography;
using System.Text;

namespace OpsAgent.Core.Identity;

/// <summary>
/// The valid API keys. A key that is not cached may be newer than the cache, so the stored keys are read again: one read for
/// all who wait, and rate-limited, so that wrong keys cannot exhaust the throughput of Parameter Store.
/// </summary>
public sealed class ApiKeys(IParameterStore parameters, string environment, TimeProvider time)
{
    /// <summary>Beyond this limit a new key becomes valid when the cache expires, after at most 60 seconds, as a removed one becomes invalid.</summary>
    private const int MaxRereadsPerMinute = 10;

    private readonly Lock _gate = new();
    private readonly Queue<long> _recentReads = new();
    private Task<string[]?> _running = Task.FromResult<string[]?>(null);
    private Task<string[]?>? _next;

    public async Task<bool> ContainsAsync(string? candidate, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(candidate))
        {
            return false;
        }

        // Digests have one length, so that the comparison takes constant time.
        var digest = Digest(candidate);
        return Matches(await ReadAsync(parameters.ReadAsync, cancellationToken), digest)
            || Matches(await RereadAsync().WaitAsync(cancellationToken) ?? [], digest);
    }

    /// <returns>The stored keys, read after this call began; null beyond the rate limit.</returns>
    private Task<string[]?> RereadAsync()
    {
        lock (_gate)
        {
            // A running read may have started before the key was added; the next one has not.
            return _next ?? (_running.IsCompleted ? StartRead() : _next = ReadAfterAsync(_running));
        }
    }

    private async Task<string[]?> ReadAfterAsync(Task previous)
    {
        await previous.ConfigureAwait(ConfigureAwaitOptions.ForceYielding | ConfigureAwaitOptions.SuppressThrowing);
        Task<string[]?> started;
        lock (_gate)
        {
            started = StartRead();
        }

        return await started;
    }

    // Called with the lock held.
    private Task<string[]?> StartRead()
    {
        _next = null;
        var now = time.GetTimestamp();
        while (_recentReads.TryPeek(out var first) && time.GetElapsedTime(first, now) >= TimeSpan.FromMinutes(1))
        {
            _recentReads.Dequeue();
        }

        if (_recentReads.Count == MaxRereadsPerMinute)
        {
            return Task.FromResult<string[]?>(null);
        }

        _recentReads.Enqueue(now);
        return _running = RunAsync();

        // Shared by several callers, so that no caller's token cancels it.
        async Task<string[]?> RunAsync() => await ReadAsync(parameters.ReadAgainAsync, CancellationToken.None);
    }

    private async Task<string[]> ReadAsync(Func<string, CancellationToken, Task<string?>> read, CancellationToken cancellationToken)
    {
        var stored = await Task.WhenAll(read(ParameterNames.ApiKey, cancellationToken), read(ParameterNames.PluginApiKey(environment), cancellationToken));
        return [.. stored.SelectMany(KeysIn)];
    }

    private static string[] KeysIn(string? stored) =>
        (stored ?? string.Empty).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static bool Matches(string[] keys, byte[] digest)
    {
        var matches = false;
        foreach (var key in keys)
        {
            matches |= CryptographicOperations.FixedTimeEquals(Digest(key), digest);
        }

        return matches;
    }

    private static byte[] Digest(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
