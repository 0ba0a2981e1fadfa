using System.Globalization;

using OpsAgent.Core.Operations.CloudWatch;

namespace OpsAgent.Core.Operations.Ec2;

/// <summary>What a colleague would say about instances: the trouble first, then the load.</summary>
internal static class InstanceSummary
{
    private const double BusyPercent = 80;

    public static string OfOne(Instance instance, InstanceLoad load, string window)
    {
        if (!instance.IsRunning)
        {
            return $"{instance.Display()} is {instance.State} in {instance.Zone}: no status checks and no load to report.";
        }

        var checks = instance.ChecksPass ? "both status checks pass" : Trouble(instance);
        return $"{instance.Display()} is running in {instance.Zone} and {checks}. {LoadSentence(load, window)}";
    }

    public static string OfMany(InstancePage page, IReadOnlyList<InstanceLoad> loads, string tag, string window)
    {
        if (page.Instances.Count == 0)
        {
            return $"No instance carries the tag {tag}. Tag names and values are case-sensitive.";
        }

        var running = page.Instances.Where(i => i.IsRunning).ToList();
        var failing = running.Where(i => !i.ChecksPass).ToList();
        var others = page.Instances.Where(i => !i.IsRunning).ToList();
        var text = $"{Count(page.Instances.Count, "instance")}{(page.Truncated ? " (the first of more)" : string.Empty)} with {tag}: "
            + $"{running.Count - failing.Count} running with both status checks passing"
            + (failing.Count == 0 ? string.Empty : $", {failing.Count} in trouble")
            + (others.Count == 0 ? "." : $", {others.Count} not running ({string.Join(", ", others.Select(i => $"{i.Display()} is {i.State}"))}).");
        return text + string.Concat(failing.Select(i => $" {i.Display()} {Trouble(i)}.")) + Busiest(page.Instances, loads, window);
    }

    private static string Busiest(IReadOnlyList<Instance> instances, IReadOnlyList<InstanceLoad> loads, string window)
    {
        var (instance, load) = instances.Zip(loads).MaxBy(p => p.Second.Cpu?.Average ?? -1);
        return load.Cpu is { } cpu
            ? $" Busiest over the last {TimeWindow.Describe(window)}: {instance.Display()} at {Percent(cpu.Average)} CPU on average."
            : string.Empty;
    }

    private static string Trouble(Instance instance) => (instance.SystemCheck, instance.InstanceCheck) switch
    {
        ("impaired", "impaired") => "fails both status checks",
        ("impaired", _) => "fails its system status check, a fault of the host: stop and start moves it",
        (_, "impaired") => "fails its instance status check, a fault inside the instance",
        ("initializing", _) or (_, "initializing") => "is still initializing its status checks",
        var (system, inner) => $"has no clear status checks (system {system}, instance {inner})",
    };

    private static string LoadSentence(InstanceLoad load, string window)
    {
        if (load.Cpu is not { } cpu)
        {
            return $"CloudWatch has no CPU datapoints for the last {TimeWindow.Describe(window)}.";
        }

        var text = $"CPU is at {Percent(cpu.Current)} now and was {Percent(cpu.Average)} on average over the last {TimeWindow.Describe(window)} (peak {Percent(cpu.Maximum)})";
        text += cpu.Average >= BusyPercent ? ", which is high" : string.Empty;
        return load is { NetworkIn: { } received, NetworkOut: { } sent }
            ? $"{text}; network {Rate(received.Average)} in, {Rate(sent.Average)} out."
            : $"{text}.";
    }

    private static string Count(int n, string noun) => n == 1 ? $"1 {noun}" : $"{n} {noun}s";

    private static string Percent(double value) => value.ToString("0", CultureInfo.InvariantCulture) + " %";

    private static string Rate(double bytesPerSecond) => bytesPerSecond switch
    {
        < 1_000 => $"{bytesPerSecond.ToString("0", CultureInfo.InvariantCulture)} B/s",
        < 1_000_000 => $"{(bytesPerSecond / 1_000).ToString("0.#", CultureInfo.InvariantCulture)} kB/s",
        _ => $"{(bytesPerSecond / 1_000_000).ToString("0.#", CultureInfo.InvariantCulture)} MB/s",
    };
}
