namespace OpsAgent.Core.Operations.LoadBalancing;

/// <summary>A target group with its targets, those in trouble first.</summary>
internal sealed record TargetGroupHealth(TargetGroup Group, IReadOnlyList<TargetHealth> Targets)
{
    public string Verdict { get; } = TargetVerdict.OfGroup(Targets);

    public int Count(string state) => Targets.Count(t => t.State == state);

    public static TargetGroupHealth Of(TargetGroup group, IReadOnlyList<TargetHealth> targets) => new(
        group,
        [.. targets.OrderBy(t => t.State switch { "unhealthy" or "unhealthy.draining" => 0, "initial" => 1, "unavailable" => 2, "draining" => 3, "unused" => 4, _ => 5 })]);
}
