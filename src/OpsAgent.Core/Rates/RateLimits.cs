using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Rates;

/// <summary>
/// How much one user may ask in a minute, and how often one source may fail to prove who it is.
/// <list type="table">
/// <item><term>request</term><description>counted once its caller is known, by user and by how far that is proved: whoever only names a user never uses up what the proved user has</description></item>
/// <item><term>proposal</term><description>counted on top, before anything is looked up for it</description></item>
/// <item><term>failure</term><description>counted by source and never against a user; a caller who is known passes whatever their source did</description></item>
/// </list>
/// What cannot be counted: a look or a stop goes on, anything that can lead to a change does not.
/// </summary>
public sealed class RateLimits(AgentOptions options, IRateCounter counter, TimeProvider time)
{
    private const int MaxClosed = 1000;

    // A counter that hangs must not take the time that the request itself needs.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    // What is over its limit stays so until the window ends: refused here, a flood costs the store nothing more.
    private readonly Dictionary<string, RateWindow> _closed = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    /// <param name="mayGoUncounted">Whether it is answered when it cannot be counted: true for what only looks or stops.</param>
    /// <param name="uncounted">Hears why, when a request goes uncounted.</param>
    /// <returns>Null when it may go on.</returns>
    public async Task<Refusal?> RequestAsync(Caller caller, bool mayGoUncounted, Action<string> uncounted, CancellationToken cancellationToken)
    {
        var (over, failure) = await CountAsync($"requests#{Key(caller)}", options.RequestsPerMinute, "requests", cancellationToken);
        if (failure is not null && mayGoUncounted)
        {
            uncounted(failure.Message);
            return null;
        }

        return over ?? Uncountable(failure);
    }

    /// <returns>Null when it may go on.</returns>
    public async Task<Refusal?> ProposalAsync(Caller caller, CancellationToken cancellationToken)
    {
        var (over, failure) = await CountAsync($"proposals#{Key(caller)}", options.ProposalsPerMinute, "proposals", cancellationToken);
        return over ?? Uncountable(failure);
    }

    /// <param name="source">Where it came from, such as an IP address.</param>
    /// <param name="why">What the caller is told while the source is within its bound, or when it cannot be counted.</param>
    /// <returns>What the caller is told.</returns>
    public async Task<Refusal> FailureAsync(string source, Refusal why, CancellationToken cancellationToken)
    {
        // Hashed: a source is of any length and holds whatever a client sent.
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(source)));
        var (over, _) = await CountAsync($"failures#{hash}", options.FailuresPerMinute, "failed attempts to sign in", cancellationToken);
        return over ?? why;
    }

    private static string Key(Caller caller) => $"{(caller.Person.Identity is IdentityKind.Verified ? "verified" : "asserted")}#{caller.UserId}";

    private async Task<(Refusal? Over, Exception? Failure)> CountAsync(string key, int limit, string what, CancellationToken cancellationToken)
    {
        var window = RateWindow.At(time.GetUtcNow());
        if (IsClosed(key, window))
        {
            return (Over(window, limit, what), null);
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            if (await counter.CountAsync(key, window, stop.Token).WaitAsync(Patience, time, cancellationToken) <= limit)
            {
                return (null, null);
            }
        }
#pragma warning disable CA1031 // Whatever stops the counter, the request was not counted, and the caller of this decides.
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            await stop.CancelAsync();
            return (null, e);
        }

        Close(key, window);
        return (Over(window, limit, what), null);
    }

    private bool IsClosed(string key, RateWindow window)
    {
        lock (_gate)
        {
            return _closed.TryGetValue(key, out var closed) && closed == window;
        }
    }

    private void Close(string key, RateWindow window)
    {
        lock (_gate)
        {
            if (_closed.Count >= MaxClosed)
            {
                // To forget one costs a count; to remember all would let a flood fill the memory.
                _closed.Clear();
            }

            _closed[key] = window;
        }
    }

    private Refusal Over(RateWindow window, int limit, string what)
    {
        var seconds = Math.Max(1, (long)Math.Ceiling((window.End - time.GetUtcNow()).TotalSeconds));
        return new Refusal(
            ErrorCode.RateLimited,
            $"That is more than {limit} {what} in one minute. Nothing was done; try again in {seconds} seconds.",
            new JsonObject
            {
                ["limit"] = limit,
                ["window_seconds"] = (int)RateWindow.Length.TotalSeconds,
                ["retry_after_seconds"] = seconds,
                ["retry_at"] = Timestamps.Text(window.End),
            }.ToElement());
    }

    private static Refusal? Uncountable(Exception? failure) => failure is null ? null : new Refusal(
        (failure as AwsException)?.Code ?? ErrorCode.AwsServiceError,
        $"The request could not be counted, so nothing was done. {(failure is AwsException ? failure.Message : "The counter of requests does not answer; try again.")} If it stays so, ask an OpsAgent administrator to look at the table of sessions.");
}
