using System.Text.Json;

namespace OpsAgent.Core.Cards;

/// <summary>Target health as groups of targets.</summary>
internal static class TargetCards
{
    public static IReadOnlyList<Card> Of(JsonElement details)
    {
        var groups = details.Items("target_groups");
        var verdict = details.Text("verdict") ?? string.Empty;
        return
        [
            new TargetsCard
            {
                Title = details.Member("load_balancer").Text("name") is { } name ? $"Load balancer {name}" : $"Target group {(groups is [var only, ..] ? only.Text("name") : string.Empty)}",
                Tone = OfVerdict(verdict),
                Verdict = verdict,
                Groups = [.. groups.Select(Group)],
                Truncated = details.Flag("truncated"),
            },
        ];
    }

    private static TargetsGroup Group(JsonElement group)
    {
        var verdict = group.Text("verdict") ?? string.Empty;
        return new TargetsGroup(group.Text("name") ?? string.Empty, verdict, OfVerdict(verdict), [.. group.Items("targets").Select(Target)]);
    }

    private static TargetsTarget Target(JsonElement target)
    {
        var state = target.Text("state") ?? string.Empty;
        return new TargetsTarget(
            target.Text("id") ?? string.Empty,
            target.Number("port") is { } port ? (int)port : null,
            target.Text("availability_zone"),
            state,
            state switch { "healthy" => Tone.Ok, "unhealthy" or "unhealthy.draining" => Tone.Bad, "initial" => Tone.Warning, _ => Tone.Neutral },
            target.Text("description") ?? target.Text("reason"));
    }

    private static Tone OfVerdict(string verdict) => verdict switch { "healthy" => Tone.Ok, "degraded" => Tone.Warning, "down" => Tone.Bad, _ => Tone.Neutral };
}
