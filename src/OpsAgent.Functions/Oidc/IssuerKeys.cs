using Microsoft.IdentityModel.Tokens;

namespace OpsAgent.Functions.Oidc;

/// <summary>
/// The keys that an issuer signs with, kept and followed:
/// <list type="table">
/// <item><term>younger than an hour</term><description>used as they are</description></item>
/// <item><term>a key that is not among them</term><description>read again, at most once a minute: the issuer may have rolled over</description></item>
/// <item><term>older</term><description>read again; used on, for a day at most, while the issuer does not answer</description></item>
/// <item><term>the issuer did not answer</term><description>asked again a minute later, or ten seconds where there is no key to use</description></item>
/// </list>
/// Reads in the foreground, for Lambda stops whatever runs between two requests; one request waits for what others can do without.
/// </summary>
internal sealed class IssuerKeys(Func<Task<IReadOnlyList<SecurityKey>>> read, Action<string> report, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(1);
    private static readonly TimeSpan Usable = TimeSpan.FromDays(1);
    private static readonly TimeSpan BetweenReads = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private Task _running = Task.CompletedTask;
    private (long Since, TimeSpan For)? _rest;
    private volatile Known? _known;

    /// <returns>The keys of that id, none if the issuer has none; null when nobody can tell.</returns>
    public async Task<IReadOnlyList<SecurityKey>?> FindAsync(string keyId, CancellationToken cancellationToken)
    {
        if (_known is not { } known || Age(known) >= Fresh || known.With(keyId).Count == 0)
        {
            await RefreshAsync(canDoWithout: UsableKeys is { } old && old.With(keyId).Count > 0).WaitAsync(cancellationToken);
        }

        return UsableKeys?.With(keyId);
    }

    /// <returns>Whether there are keys to verify with.</returns>
    public async Task<bool> AreKnownAsync(CancellationToken cancellationToken)
    {
        if (_known is not { } known || Age(known) >= Fresh)
        {
            await RefreshAsync(canDoWithout: false).WaitAsync(cancellationToken);
        }

        return UsableKeys is not null;
    }

    private Known? UsableKeys => _known is { } known && Age(known) < Usable ? known : null;

    private TimeSpan Age(Known known) => time.GetElapsedTime(known.At);

    private Task RefreshAsync(bool canDoWithout)
    {
        lock (_gate)
        {
            if (!_running.IsCompleted)
            {
                return canDoWithout ? Task.CompletedTask : _running;
            }

            var rests = _rest is { } rest && time.GetElapsedTime(rest.Since) < rest.For;
            return rests ? Task.CompletedTask : _running = ReadAsync();
        }
    }

    private async Task ReadAsync()
    {
        var at = time.GetTimestamp();
        try
        {
            var keys = await read();
            (_known, _rest) = (new Known(keys, at), (at, BetweenReads));
        }
#pragma warning disable CA1031 // Whatever the issuer does: the keys that are known go on, and who needs others is refused.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _rest = (time.GetTimestamp(), UsableKeys is null ? AfterFailure : BetweenReads);
            report($"The keys of the issuer of bearer tokens could not be read: {e.Message}");
        }
    }

    private sealed record Known(IReadOnlyList<SecurityKey> Keys, long At)
    {
        public IReadOnlyList<SecurityKey> With(string keyId) => [.. Keys.Where(k => k.KeyId == keyId)];
    }
}
