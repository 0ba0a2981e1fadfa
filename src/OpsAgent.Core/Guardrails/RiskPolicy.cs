using System.Globalization;

using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Parameters;

namespace OpsAgent.Core.Guardrails;

/// <summary>
/// From the facts to a level and what it asks for. Deterministic: the same factors give the same assessment, and
/// no model or caller has a say in it.
/// </summary>
public sealed record RiskPolicy
{
    /// <summary>How many different people must approve, by level; one where it does not say.</summary>
    public IReadOnlyDictionary<RiskLevel, int> Approvals { get; init; } = new Dictionary<RiskLevel, int>();

    /// <summary>The highest level at which the requester may approve, or null for none.</summary>
    public RiskLevel? SelfApprovalUpTo { get; init; }

    /// <summary>For how long an earlier change of the same kind raises the risk.</summary>
    public TimeSpan RecentlyIs { get; init; } = TimeSpan.FromHours(1);

    /// <param name="lastSameChange">How long ago the same operation last ran on the target, or null.</param>
    /// <param name="unreadable">How many stored proposals for the target cannot be read: any of them may be a recent change.</param>
    public RiskAssessment Assess(WriteOperation operation, Arguments arguments, TargetState target, TimeSpan? lastSameChange, int unreadable = 0)
    {
        IEnumerable<RiskFactor?> factors = [Criticality(target), .. operation.RiskFactors(arguments, target), Recent(lastSameChange), Unread(unreadable)];
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

    // A target without the tag is not judged harmless: the tag policy stops it before, and if not, this is the most.
    private static RiskFactor Criticality(TargetState target) => target.Tags.GetValueOrDefault(TagPolicy.CriticalityLevel) switch
    {
        "low" => new RiskFactor("criticality", 0, "CriticalityLevel is low."),
        "medium" => new RiskFactor("criticality", 0, "CriticalityLevel is medium."),
        "high" => new RiskFactor("criticality", 1, "CriticalityLevel is high."),
        "critical" => new RiskFactor("criticality", 2, "CriticalityLevel is critical."),
        _ => new RiskFactor("criticality", 2, "CriticalityLevel is not known, so it counts as critical."),
    };

    private static RiskFactor? Unread(int count) => count > 0
        ? new RiskFactor(
            "unreadable_history",
            1,
            $"{(count == 1 ? "One stored proposal" : $"{count} stored proposals")} for this target cannot be read, so a recent change here cannot be ruled out.")
        : null;

    private RiskFactor? Recent(TimeSpan? ago) => ago is { } time && time < RecentlyIs
        ? new RiskFactor(
            "recent_same_action",
            1,
            $"The same change was made here {Math.Max(1, time.TotalMinutes).ToString("0", CultureInfo.InvariantCulture)} min ago; doing it again may not be the cure.")
        : null;
}
