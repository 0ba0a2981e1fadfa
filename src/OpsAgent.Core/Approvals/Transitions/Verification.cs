using System.Globalization;

using OpsAgent.Core.Operations;

namespace OpsAgent.Core.Approvals.Transitions;

/// <summary>
/// Evaluates whether a change has taken effect: after a settle time, in which AWS may still show the old state, every signal must
/// stay good for the sustain time. It fails when AWS itself has given up, or when the whole time is over. Pure.
/// </summary>
public static class Verification
{
    public static VerificationRecord Evaluate(
        IReadOnlyList<VerificationSignal> signals, DateTimeOffset executedAt, VerificationRecord? last, TimeSpan settle, TimeSpan sustain, TimeSpan time, DateTimeOffset now)
    {
        var bad = signals.Where(s => !s.Good).ToList();
        var isSettling = now - executedAt < settle;
        if (bad.Count > 0)
        {
            var observed = string.Join(", ", bad.Select(s => $"{s.Name} is {s.Observed}"));
            return !isSettling && bad.Exists(s => s.Failed) ? Record(verified: false, goodSince: null, observed) with { Failed = true }
                : now - executedAt >= time ? Record(verified: false, goodSince: null, $"not within {Minutes(time)}: {observed}") with { Failed = true }
                : Record(verified: false, goodSince: null, $"waiting: {observed}");
        }

        if (isSettling)
        {
            return Record(verified: false, goodSince: null, $"waiting: AWS may show the state from before the change for {Seconds(settle)}");
        }

        var goodSince = last?.GoodSince ?? now;
        var held = now - goodSince;
        return held >= sustain
            ? Record(verified: true, goodSince, $"{Seen()} for {Seconds(held)}, {Seconds(now - executedAt)} after the change")
            : Record(verified: false, goodSince, $"waiting: {Seen()}, to be seen for {Seconds(sustain)}");

        string Seen() => string.Join(", ", signals.Select(s => $"{s.Name} {s.Observed}"));

        VerificationRecord Record(bool verified, DateTimeOffset? goodSince, string summary) => new(now, verified, goodSince, [.. signals], summary);
    }

    private static string Minutes(TimeSpan time) => time < TimeSpan.FromMinutes(1) ? Seconds(time) : $"{time.TotalMinutes.ToString("0.#", CultureInfo.InvariantCulture)} min";

    private static string Seconds(TimeSpan time) => $"{time.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture)} s";
}
