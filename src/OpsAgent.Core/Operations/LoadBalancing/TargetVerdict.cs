namespace OpsAgent.Core.Operations.LoadBalancing;

/// <summary>
/// How targets are as a whole. Draining and unused targets were taken out on purpose and do not count, but for those that
/// AWS cannot use; a target that is new or not checked is not ill.
/// <list type="table">
/// <item><term>healthy</term><description>some are healthy, none is ill</description></item>
/// <item><term>degraded</term><description>some are ill</description></item>
/// <item><term>starting</term><description>none is healthy yet, none ill: AWS checks the first time</description></item>
/// <item><term>not checked</term><description>AWS does not say how they are, as for functions and without health checks</description></item>
/// <item><term>down</term><description>none is healthy and some are ill, or none can be used</description></item>
/// <item><term>idle</term><description>the group gets no traffic, as the other half of a blue and green pair</description></item>
/// <item><term>no targets</term><description>none is registered, or all are leaving</description></item>
/// </list>
/// </summary>
internal static class TargetVerdict
{
    public const string Healthy = "healthy";
    public const string Degraded = "degraded";
    public const string Starting = "starting";
    public const string NotChecked = "not checked";
    public const string Down = "down";
    public const string Idle = "idle";
    public const string NoTargets = "no targets";

    public static string OfGroup(IReadOnlyList<TargetHealth> targets)
    {
        var serving = targets.Where(InService).ToList();
        if (serving.Count == 0)
        {
            return targets.Any(IsUnusable) ? Down
                : targets.Any(t => t is { State: "unused", Reason: "Target.NotInUse" }) ? Idle
                : NoTargets;
        }

        var (healthy, unknown, ill) = (serving.Any(t => t.State is "healthy"), serving.Any(t => t.State is "unavailable"), serving.Any(IsIll));
        return healthy || unknown ? ill ? Degraded : healthy ? Healthy : NotChecked
            : ill ? Down
            : Starting;
    }

    /// <param name="groups">The verdicts of the groups.</param>
    /// <param name="balancer">The load balancer's own state; null when only a group is looked at.</param>
    public static string Overall(IReadOnlyList<string> groups, string? balancer)
    {
        var used = groups.Where(g => g is not (NoTargets or Idle)).ToList();
        return balancer == "failed" ? Down
            : used.Count == 0 ? groups.Contains(Idle) ? Idle : NoTargets
            : used.All(g => g == Down) ? Down
            : used.Any(g => g is Down or Degraded) || balancer is not (null or "active") ? Degraded
            : used.Contains(Starting) ? Starting
            : used.Contains(Healthy) ? Healthy
            : NotChecked;
    }

    public static bool InService(TargetHealth target) => target.State is not ("draining" or "unused");

    public static bool IsIll(TargetHealth target) => target.State is "unhealthy" or "unhealthy.draining";

    /// <summary>Whether it is registered for traffic that AWS cannot send it: stopped, without a usable address, or of a zone that is not enabled.</summary>
    public static bool IsUnusable(TargetHealth target) => target is { State: "unused", Reason: "Target.InvalidState" or "Target.IpUnusable" }
        || (target is { State: "unused", Reason: "Target.NotInUse", Description: { } words } && words.Contains("Availability Zone", StringComparison.OrdinalIgnoreCase));
}
