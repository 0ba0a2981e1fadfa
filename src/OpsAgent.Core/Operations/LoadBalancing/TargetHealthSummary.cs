namespace OpsAgent.Core.Operations.LoadBalancing;

/// <summary>What a colleague would say about targets: the verdict, then the groups in trouble and why, then the others.</summary>
internal static class TargetHealthSummary
{
    private const int MaxNamed = 3;

    private static readonly string[] Others = ["initial", "unavailable", "draining", "unused"];

    public static string Of(string subject, string verdict, LoadBalancer? balancer, IReadOnlyList<TargetGroupHealth> groups, bool truncated)
    {
        var state = balancer is null or { State: "active" } ? string.Empty : $" The load balancer itself is {balancer.State}.";
        if (groups.Count == 0)
        {
            return $"{subject} has no target groups.{state}";
        }

        var words = verdict == TargetVerdict.NoTargets ? "has no targets in service" : $"is {verdict}";
        var ordered = groups.OrderBy(g => g.Verdict switch { TargetVerdict.Down => 0, TargetVerdict.Degraded => 1, TargetVerdict.NoTargets => 2, _ => 3 });
        return $"{subject} {words}: {string.Join("; ", ordered.Select(Group))}.{state}{(truncated ? " There is more than is shown." : string.Empty)}";
    }

    private static string Group(TargetGroupHealth health)
    {
        var serving = health.Targets.Count(TargetVerdict.InService);
        var text = serving == 0
            ? $"{health.Group.Name} has no targets in service"
            : $"{health.Group.Name} has {health.Count("healthy")} of {serving} targets healthy";
        var ill = health.Targets.Where(TargetVerdict.IsIll).ToList();
        if (ill.Count > 0)
        {
            var reasons = ill.GroupBy(t => (t.Reason, t.Description)).Select(g => $"{Named([.. g])}{Why(g.Key.Reason, g.Key.Description)}");
            text += $", {ill.Count} unhealthy ({string.Join("; ", reasons)})";
        }

        return text + string.Concat(Others.Where(s => health.Count(s) > 0).Select(s => $", {health.Count(s)} {s}"));
    }

    private static string Named(IReadOnlyList<TargetHealth> targets) =>
        string.Join(", ", targets.Take(MaxNamed).Select(t => t.Port is { } port ? $"{t.Id}:{port}" : t.Id))
        + (targets.Count > MaxNamed ? $" and {targets.Count - MaxNamed} more" : string.Empty);

    private static string Why(string? reason, string? description) => (reason, description) switch
    {
        (null, null) => string.Empty,
        (null, _) => $": {description}",
        (_, null) => $": {reason}",
        _ => $": {description}, {reason}",
    };
}
