using System.Security.Cryptography;
using System.Text;

namespace OpsAgent.Core.Identity;

/// <summary>
/// The API keys that are good now. A key that no cache knows may be newer than the cache, so it makes the stored ones
/// be read again: for all who wait at once, and so seldom that wrong keys cannot use up what Parameter Store gives.
/// </summary>
public sealed class ApiKeys(IParameterStore parameters, string environment, TimeProvider time)
{
    /// <summary>Past them a key that was just added waits for the cache, as a removed one does: at most 60 seconds.</summary>
    private const int RereadsAMinute = 10;

    private readonly Lock _gate = new();
    private readonly Queue<long> _begun = new();
    private Task<string[]?> _running = Task.FromResult<string[]?>(null);
    private Task<string[]?>? _next;

    public async Task<bool> ContainsAsync(string? given, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(given))
        {
            return false;
        }

        // Hashed, so that the comparison takes the same time whatever the lengths are.
        var digest = Digest(given);
        return Matches(await ReadAsync(parameters.ReadAsync, cancellationToken), digest)
            || Matches(await Reread().WaitAsync(cancellationToken) ?? [], digest);
    }

    /// <returns>What is stored, read after this call began; null when it was read too often lately.</returns>
    private Task<string[]?> Reread()
    {
        lock (_gate)
        {
            // One that is under way may have read before the key was added; the one after it has not begun.
            return _next ?? (_running.IsCompleted ? Begin() : _next = AfterAsync(_running));
        }
    }

    private async Task<string[]?> AfterAsync(Task before)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding | ConfigureAwaitOptions.SuppressThrowing);
        Task<string[]?> begun;
        lock (_gate)
        {
            begun = Begin();
        }

        return await begun;
    }

    // Inside the gate.
    private Task<string[]?> Begin()
    {
        _next = null;
        var now = time.GetTimestamp();
        while (_begun.TryPeek(out var first) && time.GetElapsedTime(first, now) >= TimeSpan.FromMinutes(1))
        {
            _begun.Dequeue();
        }

        if (_begun.Count == RereadsAMinute)
        {
            return Task.FromResult<string[]?>(null);
        }

        _begun.Enqueue(now);
        return _running = RunAsync();

        // Many may wait for it, so no single caller ends it.
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
        var found = false;
        foreach (var key in keys)
        {
            found |= CryptographicOperations.FixedTimeEquals(Digest(key), digest);
        }

        return found;
    }

    private static byte[] Digest(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
