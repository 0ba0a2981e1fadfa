namespace OpsAgent.Core.Operations.LoadBalancing;

/// <summary>
/// How targets are as a whole. Draining and unused targets were taken out on purpose and do not count; a target that is
/// new or not checked is not ill.
/// </summary>
internal static class TargetVerdict
{
    public const string Healthy = "healthy";
    public const string Degraded = "degraded";
    public const string Down = "down";
    public const string NoTargets = "no targets";

    public static string OfGroup(IReadOnlyList<TargetHealth> targets)
    {
        var serving = targets.Where(InService).ToList();
        return serving.Count == 0 ? NoTargets
            : !serving.Any(t => t.State is "healthy" or "unavailable") ? Down
            : serving.Any(IsIll) ? Degraded
            : Healthy;
    }

    /// <param name="groups">The verdicts of the groups.</param>
    /// <param name="balancer">The load balancer's own state; null when only a group is looked at.</param>
    public static string Overall(IReadOnlyList<string> groups, string? balancer)
    {
        var used = groups.Where(g => g != NoTargets).ToList();
        return balancer == "failed" ? Down
            : used.Count == 0 ? NoTargets
            : used.All(g => g == Down) ? Down
            : used.All(g => g == Healthy) && balancer is null or "active" ? Healthy
            : Degraded;
    }

    public static bool InService(TargetHealth target) => target.State is not ("draining" or "unused");

    public static bool IsIll(TargetHealth target) => target.State is "unhealthy" or "unhealthy.draining";
}
