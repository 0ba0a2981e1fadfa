namespace OpsAgent.Core.Approvals.Ledger;

/// <param name="Run">Names the run; no other run ever has this name.</param>
/// <param name="Now">When it asks.</param>
/// <param name="End">When it has certainly ended.</param>
public sealed record ReconcilerLease(string Run, DateTimeOffset Now, DateTimeOffset End)
{
    // More than clocks differ.
    private static readonly TimeSpan MaxClockDifference = TimeSpan.FromMinutes(1);

    /// <summary>Later than any other run's end: a later one was not written by a run, and would keep the Reconciler away for good.</summary>
    public DateTimeOffset LatestEnd => End + MaxClockDifference;
}
