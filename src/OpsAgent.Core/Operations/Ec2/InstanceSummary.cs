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
            var reason = instance.StateReason is { } words ? $" AWS says why: {words.TrimEnd('.')}." : string.Empty;
            return $"{instance.Display()} is {State(instance)} in {instance.Zone}: no status checks and no load to report.{reason}{Events(instance)}{About(instance)}";
        }

        var checks = instance.ChecksPass ? "every status check passes" : Trouble(instance);
        return $"{instance.Display()} is running in {instance.Zone} and {checks}.{Events(instance)} {LoadSentence(load, window)}{About(instance)}";
    }

    public static string OfMany(InstancePage page, IReadOnlyList<InstanceLoad> loads, string tag, string window)
    {
        if (page.Instances.Count == 0)
        {
            return $"No instance carries the tag {tag}. Tag names and values are case-sensitive.";
        }

        var running = page.Instances.Where(i => i.IsRunning).ToList();
        var failing = running.Where(i => i.IsImpaired).ToList();
        var unclear = running.Where(i => !i.IsImpaired && !i.ChecksPass).ToList();
        var others = page.Instances.Where(i => !i.IsRunning).ToList();
        var text = $"{Count(page.Instances.Count, "instance")}{(page.Truncated ? " (the first of more)" : string.Empty)} with {tag}: "
            + $"{running.Count - failing.Count - unclear.Count} running with every status check passing"
            + (failing.Count == 0 ? string.Empty : $", {failing.Count} in trouble")
            + (unclear.Count == 0 ? string.Empty : $", {unclear.Count} with unclear status checks")
            + (others.Count == 0 ? "." : $", {others.Count} not running ({string.Join(", ", others.Select(i => $"{i.Display()} is {State(i)}"))}).");
        return text
            + string.Concat(failing.Concat(unclear).Select(i => $" {i.Display()} {Trouble(i)}."))
            + string.Concat(page.Instances.Where(i => i.PendingEvents.Any()).Select(i => $" For {i.Display()}:{Events(i)}"))
            + Groups(page.Instances)
            + Busiest(page.Instances, loads, window);
    }

    internal static string Events(Instance instance) =>
        instance.PendingEvents.ToList() is [_, ..] events ? $" AWS has scheduled {string.Join(" and ", events.Select(e => e.Display()))}." : string.Empty;

    private static string About(Instance instance)
    {
        IEnumerable<string?> facts =
        [
            instance.IsSpot ? "a Spot Instance" : null,
            instance.AutoScalingGroup is { } group ? $"a member of Auto Scaling group {group}" : null,
            instance.KubernetesCluster is { } cluster ? $"a node of Kubernetes cluster {cluster}" : null,
            instance.Operator is { } service ? $"operated by {service}" : null,
        ];
        var known = facts.OfType<string>().ToList();
        return known.Count == 0 ? string.Empty : $" It is {string.Join(", ", known)}.";
    }

    private static string Groups(IReadOnlyList<Instance> instances)
    {
        var spot = instances.Count(i => i.IsSpot);
        return string.Concat(instances.Select(i => i.AutoScalingGroup).OfType<string>().GroupBy(g => g).Select(g => $" {g.Count()} in Auto Scaling group {g.Key}."))
            + (spot == 0 ? string.Empty : $" {Count(spot, "Spot Instance")}.");
    }

    private static string Busiest(IReadOnlyList<Instance> instances, IReadOnlyList<InstanceLoad> loads, string window)
    {
        var (instance, load) = instances.Zip(loads).MaxBy(p => p.Second.Cpu?.Average ?? -1);
        return load.Cpu is { } cpu
            ? $" Busiest over the last {TimeWindow.Describe(window)}: {instance.Display()} at {Percent(cpu.Average)} CPU on average."
            : string.Empty;
    }

    internal static string Trouble(Instance instance)
    {
        if (!instance.StatusKnown)
        {
            return "has no status checks that can be told: DescribeInstanceStatus does not know its id yet; look again in a minute";
        }

        return instance.Checks.Where(c => c.IsImpaired).ToList() switch
        {
            [] when instance.Checks.Any(c => c.Status == "initializing") => "is still initializing its status checks",
            [] => $"has no clear status checks ({string.Join(", ", instance.Checks.Select(c => $"{c.Name} {c.Status}"))})",
            [{ Name: StatusCheck.Instance }] failing => $"fails its {StatusCheck.Describe(failing)}, a fault inside the instance",
            [{ Name: StatusCheck.System }] failing => $"fails its {StatusCheck.Describe(failing)}, a fault of the host: {Move(instance)}",
            [{ Name: StatusCheck.AttachedEbs }] failing => $"fails its {StatusCheck.Describe(failing)}, so that a volume cannot be reached: {Move(instance)}",
            var failing => $"fails its {StatusCheck.Describe(failing)}: {Move(instance)}",
        };
    }

    private static string Move(Instance instance) => instance.RootDeviceType == "instance-store"
        ? "it cannot be stopped, as its root device is instance store, so another must take its place"
        : "stop and start moves it";

    private static string State(Instance instance) => instance.IsHibernated ? "stopped (hibernated)" : instance.State;

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
