using System.Globalization;

using OpsAgent.Core.Operations;

namespace OpsAgent.Core.Approvals.Transitions;

/// <summary>
/// Evaluates whether a change has taken effect: after a settle time, in which AWS may still show the old state, every signal must
/// stay good for the sustain time. Pure.
/// </summary>
public static class Verification
{
    public static VerificationRecord Evaluate(
        IReadOnlyList<VerificationSignal> signals, DateTimeOffset executedAt, VerificationRecord? last, TimeSpan settle, TimeSpan sustain, DateTimeOffset now)
    {
        var bad = signals.Where(s => !s.Good).ToList();
        if (bad.Count > 0)
        {
            return Record(verified: false, goodSince: null, $"waiting: {string.Join(", ", bad.Select(s => $"{s.Name} is {s.Observed}"))}");
        }

        if (now - executedAt < settle)
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

    private static string Seconds(TimeSpan time) => $"{time.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture)} s";
}
