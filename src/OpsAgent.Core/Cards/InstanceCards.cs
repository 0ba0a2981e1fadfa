using System.Text.Json;

namespace OpsAgent.Core.Cards;

/// <summary>Instances: one as a result, several as a table.</summary>
internal static class InstanceCards
{
    public static IReadOnlyList<Card> Of(string summary, JsonElement details) => details.Items("instances") switch
    {
        [] => [new ResultCard { Title = "No instance", Text = summary }],
        [var one] => [One(one, summary)],
        var many => [Many(many, details)],
    };

    private static ResultCard One(JsonElement instance, string summary)
    {
        var fields = new (string Name, string? Value)[]
        {
            ("state", instance.Text("state")),
            ("system check", instance.Text("system_check")),
            ("instance check", instance.Text("instance_check")),
            ("CPU", Cpu(instance)),
            ("type", instance.Text("instance_type")),
            ("zone", instance.Text("availability_zone")),
            ("launched", instance.Text("launch_time")),
        };
        return new ResultCard
        {
            Title = Name(instance),
            Tone = ToneOf(instance),
            Fields = [.. fields.Where(f => f.Value is not null).Select(f => new CardField(f.Name, f.Value!))],
            Text = summary,
        };
    }

    private static TableCard Many(IReadOnlyList<JsonElement> instances, JsonElement details) => new()
    {
        Title = $"{instances.Count} instances",
        Tone = instances.Max(ToneOf),
        Columns = ["instance", "state", "system check", "instance check", "CPU"],
        Rows = [.. instances.Select(i => new TableRow(
            ToneOf(i), [Name(i), i.Text("state") ?? "-", i.Text("system_check") ?? "-", i.Text("instance_check") ?? "-", Cpu(i) ?? "-"]))],
        Truncated = details.Flag("truncated"),
    };

    private static string Name(JsonElement instance) =>
        instance.Text("name") is { Length: > 0 } name ? $"{instance.Text("instance_id")} ({name})" : instance.Text("instance_id") ?? "instance";

    private static string? Cpu(JsonElement instance) => instance.Member("cpu_percent").Number("average") is { } cpu ? $"{CardJson.Short(cpu)} %" : null;

    private static Tone ToneOf(JsonElement instance) => (instance.Text("state"), instance.Text("system_check"), instance.Text("instance_check")) switch
    {
        (_, "impaired", _) or (_, _, "impaired") => Tone.Bad,
        ("running", "ok", "ok") => Tone.Ok,
        ("running", _, _) => Tone.Warning,
        _ => Tone.Neutral,
    };
}
