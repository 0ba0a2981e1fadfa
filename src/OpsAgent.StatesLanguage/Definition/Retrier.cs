using System.Collections.Immutable;

namespace OpsAgent.StatesLanguage;

/// <summary>One entry of <c>Retry</c>.</summary>
internal sealed record Retrier(
    ImmutableArray<string> ErrorEquals, long IntervalSeconds, long MaxAttempts, double BackoffRate, long? MaxDelaySeconds, bool FullJitter)
{
    private static readonly TimeSpan MaxDuration = TimeSpan.FromDays(366);

    /// <summary>The wait before the next attempt, when <paramref name="attemptsUsed"/> retries were made before.</summary>
    public TimeSpan Delay(long attemptsUsed, Func<double> random)
    {
        var seconds = IntervalSeconds * Math.Pow(BackoffRate, attemptsUsed);
        seconds = Math.Min(seconds, MaxDelaySeconds ?? MaxDuration.TotalSeconds);
        return TimeSpan.FromSeconds(FullJitter ? seconds * random() : seconds);
    }
}
