using System.Collections.Concurrent;

using OpsAgent.Core.Rates;

namespace OpsAgent.TestKit;

/// <summary>Counts as its port describes it, in memory; held against the same contract suite as the real ones.</summary>
public sealed class InMemoryRateCounter : IRateCounter
{
    private readonly ConcurrentDictionary<(string Key, RateWindow Window), long> _counts = new();

    /// <summary>What every count throws, or null.</summary>
    public Exception? Failure { get; set; }

    /// <summary>When set, no count is ever answered.</summary>
    public bool Hangs { get; set; }

    /// <summary>The keys that were counted, and how often.</summary>
    public IReadOnlyDictionary<(string Key, RateWindow Window), long> Counts => _counts;

    public async Task<long> CountAsync(string key, RateWindow window, CancellationToken cancellationToken)
    {
        if (Hangs)
        {
            await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
        }

        return Failure is null ? _counts.AddOrUpdate((key, window), 1, (_, count) => count + 1) : throw Failure;
    }
}
