using OpsAgent.Core.Cards;

namespace OpsAgent.Core.Operations.LoadBalancing;

/// <summary>Target health as groups of targets.</summary>
internal static class TargetCards
{
    public static IReadOnlyList<Card> Of(TargetHealthDetails details) =>
    [
        new TargetsCard
        {
            Title = details.LoadBalancer is { Name: var name } ? $"Load balancer {name}" : $"Target group {(details.TargetGroups is [var only, ..] ? only.Name : string.Empty)}",
            Tone = ToneOf(details.Verdict),
            Verdict = details.Verdict,
            Groups = [.. details.TargetGroups.Select(g => new TargetsGroup(g.Name, g.Verdict, ToneOf(g.Verdict), [.. g.Targets.Select(Target)]))],
            Truncated = details.Truncated,
        },
    ];

    private static TargetsTarget Target(TargetDetails target) => new(
        target.Id,
        target.Port,
        target.AvailabilityZone,
        target.State,
        target.State switch { "healthy" => Tone.Ok, "unhealthy" or "unhealthy.draining" => Tone.Bad, "initial" => Tone.Warning, _ => Tone.Neutral },
        target.Description ?? target.Reason ?? target.AdministrativeOverride ?? target.Anomaly);

    internal static Tone ToneOf(string verdict) => verdict switch { TargetVerdict.Healthy => Tone.Ok, TargetVerdict.Degraded or TargetVerdict.Starting => Tone.Warning, TargetVerdict.Down => Tone.Bad, _ => Tone.Neutral };
}
