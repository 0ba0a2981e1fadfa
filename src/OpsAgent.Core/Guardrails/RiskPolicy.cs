using System.Globalization;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Parameters;

namespace OpsAgent.Core.Guardrails;

/// <summary>
/// Turns the risk factors of a change into a level and the approvals that it takes. Deterministic: the same factors give the same
/// assessment, and no model or caller influences it.
/// </summary>
public sealed record RiskPolicy
{
    /// <summary>How many different people must approve, by level; 1 for a level that is not listed.</summary>
    public IReadOnlyDictionary<RiskLevel, int> Approvals { get; init; } = new Dictionary<RiskLevel, int>();

    /// <summary>The highest level at which the requester may approve, or null for none.</summary>
    public RiskLevel? SelfApprovalUpTo { get; init; }

    /// <summary>For how long the same operation on the same target raises the risk of another.</summary>
    public TimeSpan RecentPeriod { get; init; } = TimeSpan.FromHours(1);

    /// <param name="history">What the same operation last did to the target.</param>
    public RiskAssessment Assess(WriteOperation operation, Arguments arguments, TargetState target, TargetHistory history, DateTimeOffset now)
    {
        IEnumerable<RiskFactor?> factors = [Criticality(target), .. operation.RiskFactors(arguments, target), RecentChange(history.Last, now), UnreadableHistory(history.Unreadable)];
        return Assess([.. factors.OfType<RiskFactor>()]);
    }

    public RiskAssessment Assess(IReadOnlyList<RiskFactor> factors)
    {
        var level = factors.Sum(f => f.Weight) switch { <= 0 => RiskLevel.Low, 1 => RiskLevel.Medium, _ => RiskLevel.High };
        return new RiskAssessment(
            level,
            factors.Count == 0 ? ["No rule raises the risk of this change."] : [.. factors.Select(f => f.Reason)],
            Math.Max(1, Approvals.GetValueOrDefault(level, 1)),
            level <= SelfApprovalUpTo);
    }

    // The standard tag policy refuses a target without the tag; under another policy it counts as critical.
    private static RiskFactor Criticality(TargetState target) => target.Tags.GetValueOrDefault(TagPolicy.CriticalityLevel) switch
    {
        "low" => new RiskFactor("criticality", 0, "CriticalityLevel is low."),
        "medium" => new RiskFactor("criticality", 0, "CriticalityLevel is medium."),
        "high" => new RiskFactor("criticality", 1, "CriticalityLevel is high."),
        "critical" => new RiskFactor("criticality", 2, "CriticalityLevel is critical."),
        _ => new RiskFactor("criticality", 2, "CriticalityLevel is not known, so it counts as critical."),
    };

    private static RiskFactor? UnreadableHistory(int count) => count > 0
        ? new RiskFactor(
            "unreadable_history",
            1,
            $"{(count == 1 ? "One stored proposal" : $"{count} stored proposals")} for this target cannot be read, so a recent change here cannot be ruled out.")
        : null;

    private RiskFactor? RecentChange(PastExecution? last, DateTimeOffset now) => last is not null && now - last.At is var ago && ago < RecentPeriod
        ? new RiskFactor(
            "recent_same_action",
            1,
            $"The same change {(last.Status is ExecutionStatus.Unknown ? "may have been" : "was")} made here {Math.Max(1, ago.TotalMinutes).ToString("0", CultureInfo.InvariantCulture)} min ago; doing it again may not be the cure.")
        : null;
}
