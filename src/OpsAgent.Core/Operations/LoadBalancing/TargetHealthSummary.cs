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

        var words = verdict switch
        {
            TargetVerdict.NoTargets => "has no targets in service",
            TargetVerdict.NotChecked => "has targets whose health is not checked",
            _ => $"is {verdict}",
        };
        var ordered = groups.OrderBy(g => g.Verdict switch
        {
            TargetVerdict.Down => 0,
            TargetVerdict.Degraded => 1,
            TargetVerdict.Starting => 2,
            TargetVerdict.NoTargets => 3,
            TargetVerdict.Idle => 5,
            _ => 4,
        });
        return $"{subject} {words}: {string.Join("; ", ordered.Select(Group))}.{state}{(truncated ? " There is more than is shown." : string.Empty)}";
    }

    private static string Group(TargetGroupHealth health)
    {
        var serving = health.Targets.Where(TargetVerdict.InService).ToList();
        var text = health.Verdict == TargetVerdict.Idle ? $"{health.Group.Name} is idle, no listener sends it anything"
            : serving.Count == 0 ? $"{health.Group.Name} has no targets in service"
            : serving.All(t => t.State is "unavailable") ? $"{health.Group.Name} has {serving.Count} target{(serving.Count == 1 ? string.Empty : "s")} in service, whose health is not known"
            : $"{health.Group.Name} has {health.Count("healthy")} of {serving.Count} targets healthy";
        var ill = health.Targets.Where(TargetVerdict.IsIll).ToList();
        if (ill.Count > 0)
        {
            text += $", {ill.Count} unhealthy ({Reasons(ill)})";
        }

        text += string.Concat(Others.Where(s => health.Count(s) > 0).Select(s => Other(s, [.. health.Targets.Where(t => t.State == s)])));
        text += Noted(health, t => t.Anomaly, "not like the others") + Noted(health, t => t.Override, "moved by an administrator");

        // AWS's default: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health.html
        return serving.Count > 0 && serving.All(TargetVerdict.IsIll) && health.Group.TargetType != "lambda"
            ? $"{text}; since none is healthy it fails open by default: requests go to all of them"
            : text;
    }

    // That a target leaves says its state; of the others AWS's reason tells what to do.
    private static string Other(string state, IReadOnlyList<TargetHealth> targets) =>
        $", {targets.Count} {state}{(state is "draining" || targets.All(t => t.Reason is null && t.Description is null) ? string.Empty : $" ({Reasons(targets)})")}";

    private static string Noted(TargetGroupHealth health, Func<TargetHealth, string?> note, string what) => health.Targets.Where(t => note(t) is not null).ToList() switch
    {
        [] => string.Empty,
        var noted => $", {noted.Count} {what} ({string.Join("; ", noted.GroupBy(note).Select(g => $"{Named([.. g])}: {g.Key}"))})",
    };

    private static string Reasons(IEnumerable<TargetHealth> targets) =>
        string.Join("; ", targets.GroupBy(t => (t.Reason, t.Description)).Select(g => $"{Named([.. g])}{Why(g.Key.Reason, g.Key.Description)}"));

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
