namespace OpsAgent.Core.Approvals.Effects;

/// <summary>When the Reconciler looks whether a change helped, counted from its verified end.</summary>
public static class EffectSchedule
{
    public static readonly TimeSpan First = TimeSpan.FromMinutes(5);

    public static readonly TimeSpan Last = TimeSpan.FromMinutes(15);

    /// <summary>For how long after it was due a look that AWS does not answer is tried again.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <returns>When the next look is due after one at <paramref name="now"/>, or null.</returns>
    /// <param name="scale">Scales the times, for tests and demonstrations.</param>
    public static DateTimeOffset? Next(DateTimeOffset ended, DateTimeOffset now, Func<TimeSpan, TimeSpan> scale) =>
        ended + scale(Last) is var last && now < last ? last : null;
}
