using System.Globalization;

using OpsAgent.Core.Cards;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Operations.Ec2;

/// <summary>Instances: one as a result, several as a table.</summary>
internal static class InstanceCards
{
    public static IReadOnlyList<Card> Of(string summary, Ec2Status status) => status.Instances switch
    {
        [] => [new ResultCard { Title = "No instance", Text = summary }],
        [var one] => [One(one, summary)],
        var many => [Many(many, status.Truncated)],
    };

    private static ResultCard One(InstanceDetails instance, string summary)
    {
        var fields = new (string Name, string? Value)[]
        {
            ("state", instance.State),
            ("system check", instance.SystemCheck),
            ("instance check", instance.InstanceCheck),
            ("EBS check", instance.EbsCheck),
            ("scheduled", instance.ScheduledEvents.Count == 0 ? null : string.Join("; ", instance.ScheduledEvents.Select(e => e.Display()))),
            ("Auto Scaling group", instance.AutoScalingGroup),
            ("Kubernetes cluster", instance.KubernetesCluster),
            ("lifecycle", instance.Lifecycle),
            ("CPU", Cpu(instance)),
            ("type", instance.InstanceType),
            ("zone", instance.AvailabilityZone),
            ("launched", Timestamps.Text(instance.LaunchTime)),
        };
        return new ResultCard
        {
            Title = Name(instance),
            Tone = ToneOf(instance),
            Fields = [.. fields.Where(f => f.Value is not null).Select(f => new CardField(f.Name, f.Value!))],
            Text = summary,
        };
    }

    private static TableCard Many(IReadOnlyList<InstanceDetails> instances, bool truncated)
    {
        // Where AWS reports no attached EBS check or has scheduled nothing, a column would be empty.
        IEnumerable<(string Name, Func<InstanceDetails, string?> Value)> optional =
        [
            ("EBS check", i => i.EbsCheck),
            ("scheduled", i => i.ScheduledEvents.Count == 0 ? null : string.Join("; ", i.ScheduledEvents.Select(e => e.Display()))),
        ];
        var more = optional.Where(c => instances.Any(i => c.Value(i) is not null)).ToList();
        return new TableCard
        {
            Title = $"{instances.Count} instances",
            Tone = instances.Max(ToneOf),
            Columns = ["instance", "state", "system check", "instance check", .. more.Select(c => c.Name), "CPU"],
            Rows = [.. instances.Select(i => new TableRow(ToneOf(i), [Name(i), i.State, i.SystemCheck, i.InstanceCheck, .. more.Select(c => c.Value(i) ?? "-"), Cpu(i) ?? "-"]))],
            Truncated = truncated,
        };
    }

    private static string Name(InstanceDetails instance) =>
        instance.Name is { Length: > 0 } name ? $"{instance.InstanceId} ({name})" : instance.InstanceId;

    private static string? Cpu(InstanceDetails instance) => instance.CpuPercent is { Average: var cpu } ? $"{cpu.ToString(cpu >= 100 ? "0" : "0.#", CultureInfo.InvariantCulture)} %" : null;

    private static Tone ToneOf(InstanceDetails instance) => (instance.State, instance.SystemCheck, instance.InstanceCheck, instance.EbsCheck) switch
    {
        (_, "impaired", _, _) or (_, _, "impaired", _) or (_, _, _, "impaired") => Tone.Bad,
        _ when instance.ScheduledEvents.Count > 0 => Tone.Warning,
        ("running", "ok", "ok", null or "ok" or "not-applicable") => Tone.Ok,
        ("running", _, _, _) => Tone.Warning,
        _ => Tone.Neutral,
    };
}
