using OpsAgent.Core.Identity;

namespace OpsAgent.Functions.Tests.Schedules;

/// <summary>What the referee knows of one proposal.</summary>
/// <param name="Requester">Who proposed it.</param>
/// <param name="Target">What it holds the lease on.</param>
/// <param name="PlanHash">The plan that was shown.</param>
/// <param name="Change">What it may do, once.</param>
internal sealed record RefereeCase(UserId Requester, string Target, string PlanHash, string Change)
{
    /// <summary>The stage in design.md's words.</summary>
    public string Stage { get; set; } = "submitted";

    public int Quorum { get; set; } = 1;

    public DateTimeOffset ClosesAt { get; set; }

    public List<(UserId By, DateTimeOffset At)> Yes { get; } = [];

    public UserId? EndedBy { get; set; }

    public string? Claimant { get; set; }

    /// <summary>How many invocations had begun when the target changed behind the plan's back; null while it has not.</summary>
    public int? DriftedAfter { get; set; }

    public int Changes { get; set; }

    /// <summary>What the audit has to tell of it, in order.</summary>
    public List<string> Told { get; } = ["request_received", "proposal_created"];

    public bool IsOver => Stage is "completed" or "failed" or "unknown" or "rejected" or "denied" or "expired" or "withdrawn";
}
