using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Rates;

/// <summary>
/// Limits of requests and proposals of one user and of failed authentications of one source address, each for one minute.
/// <list type="table">
/// <item><term>request</term><description>counted after authentication, by user and identity kind: asserted requests never use up the limit of the verified user</description></item>
/// <item><term>proposal</term><description>counted in addition, before its target is read</description></item>
/// <item><term>failure</term><description>counted by source address and never against a user; an authenticated caller is not affected</description></item>
/// </list>
/// If the counter fails, diagnostics, denials and withdrawals are allowed, and anything that can lead to a change is refused.
/// </summary>
public sealed class RateLimits(AgentOptions options, IRateCounter counter, TimeProvider time)
{
    private const int MaxExceeded = 1000;

    // A hanging counter must not use up the time of the request.
    private static readonly TimeSpan CounterTimeout = TimeSpan.FromSeconds(2);

    // A key over its limit stays so until the window ends, so that a flood causes no further calls of the store.
    private readonly Dictionary<string, RateWindow> _exceeded = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    /// <param name="mayGoUncounted">Whether the request is allowed when the counter fails.</param>
    /// <param name="uncounted">Receives the error message when a request is allowed uncounted.</param>
    /// <returns>Null when allowed, else the refusal.</returns>
    public async Task<Refusal?> RequestAsync(Caller caller, bool mayGoUncounted, Action<string> uncounted, CancellationToken cancellationToken)
    {
        var (limitExceeded, failure) = await CountAsync($"requests#{Key(caller)}", options.RequestsPerMinute, "requests", cancellationToken);
        if (failure is not null && mayGoUncounted)
        {
            uncounted(failure.Message);
            return null;
        }

        return limitExceeded ?? NotCounted(failure);
    }

    /// <returns>Null when allowed, else the refusal.</returns>
    public async Task<Refusal?> ProposalAsync(Caller caller, CancellationToken cancellationToken)
    {
        var (limitExceeded, failure) = await CountAsync($"proposals#{Key(caller)}", options.ProposalsPerMinute, "proposals", cancellationToken);
        return limitExceeded ?? NotCounted(failure);
    }

    /// <param name="source">Such as an IP address.</param>
    /// <param name="why">The refusal to answer while the source is within its limit, or when the counter fails.</param>
    /// <returns>That refusal, or RATE_LIMITED.</returns>
    public async Task<Refusal> FailureAsync(string source, Refusal why, CancellationToken cancellationToken)
    {
        // Hashed: a source is untrusted text of any length.
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(source)));
        var (limitExceeded, _) = await CountAsync($"failures#{hash}", options.FailuresPerMinute, "failed attempts to sign in", cancellationToken);
        return limitExceeded ?? why;
    }

    private static string Key(Caller caller) => $"{(caller.Person.Identity is IdentityKind.Verified ? "verified" : "asserted")}#{caller.UserId}";

    private async Task<(Refusal? Over, Exception? Failure)> CountAsync(string key, int limit, string unit, CancellationToken cancellationToken)
    {
        var window = RateWindow.At(time.GetUtcNow());
        if (IsExceeded(key, window))
        {
            return (LimitExceeded(window, limit, unit), null);
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            if (await counter.CountAsync(key, window, stop.Token).WaitAsync(CounterTimeout, time, cancellationToken) <= limit)
            {
                return (null, null);
            }
        }
#pragma warning disable CA1031 // Whatever the counter throws, the request was not counted; the caller decides.
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            await stop.CancelAsync();
            return (null, e);
        }

        MarkExceeded(key, window);
        return (LimitExceeded(window, limit, unit), null);
    }

    private bool IsExceeded(string key, RateWindow window)
    {
        lock (_gate)
        {
            return _exceeded.TryGetValue(key, out var exceeded) && exceeded == window;
        }
    }

    private void MarkExceeded(string key, RateWindow window)
    {
        lock (_gate)
        {
            if (_exceeded.Count >= MaxExceeded)
            {
                // Forgetting a key costs one more call of the store; remembering all would let a flood fill the memory.
                _exceeded.Clear();
            }

            _exceeded[key] = window;
        }
    }

    private Refusal LimitExceeded(RateWindow window, int limit, string unit)
    {
        var seconds = Math.Max(1, (long)Math.Ceiling((window.End - time.GetUtcNow()).TotalSeconds));
        return new Refusal(
            ErrorCode.RateLimited,
            $"That is more than {limit} {unit} in one minute. Nothing was done; try again in {seconds} seconds.",
            new JsonObject
            {
                ["limit"] = limit,
                ["window_seconds"] = (int)RateWindow.Length.TotalSeconds,
                ["retry_after_seconds"] = seconds,
                ["retry_at"] = Timestamps.Text(window.End),
            }.ToElement());
    }

    private static Refusal? NotCounted(Exception? failure) => failure is null ? null : new Refusal(
        (failure as AwsException)?.Code ?? ErrorCode.AwsServiceError,
        $"The request could not be counted, so nothing was done. {(failure is AwsException ? failure.Message : "The counter of requests does not answer; try again.")} If it stays so, ask an OpsAgent administrator to look at the table of sessions.");
}
