using OpsAgent.Core.Guardrails;

namespace OpsAgent.Core.Operations.Ec2;

/// <summary>What an approver of a reboot must know of the instance: whether a reboot suits its fault, and what else moves it.</summary>
internal static class RebootAdvice
{
    /// <summary>A fault that a reboot does not mend only ever raises the risk.</summary>
    /// <param name="targetGroups">Those in which the instance is registered.</param>
    public static IEnumerable<RiskFactor> RiskFactors(Instance instance, IReadOnlyList<string> targetGroups)
    {
        var ofAws = instance.Checks.Where(c => c.IsImpaired && c.IsOfAws).ToList();
        var ending = instance.PendingEvents.Where(e => e.EndsInstance).ToList();
        if (ofAws.Count > 0)
        {
            yield return new RiskFactor(
                "reboot_does_not_mend",
                1,
                $"It fails its {StatusCheck.Describe(ofAws)}: a fault of AWS's {(ofAws.Any(c => c.Name == StatusCheck.System) ? "host" : "storage or the way to it")}, "
                + $"which a reboot does not mend. {Better(instance)}");
        }
        else if (instance.IsImpaired)
        {
            yield return new RiskFactor("already_unhealthy", -1, "The instance already fails a status check, so a reboot has less to lose.");
        }

        if (ending.Count > 0)
        {
            yield return new RiskFactor(
                "leaves_its_host",
                1,
                $"AWS has scheduled {string.Join(" and ", ending.Select(e => e.Display()))}: a reboot does not avert it.{(ofAws.Count > 0 ? string.Empty : $" {Better(instance)}")}");
        }

        if (instance.AutoScalingGroup is { } group)
        {
            yield return new RiskFactor(
                "auto_scaling_member",
                1,
                $"It is a member of Auto Scaling group {group}, which may terminate and replace it if a health check fails during the reboot"
                + $"{(targetGroups.Count == 0 ? string.Empty : $", and if it uses the load balancer's, that of target group {string.Join(" or ", targetGroups)}")}.");
        }

        if (instance.KubernetesCluster is { } cluster)
        {
            yield return new RiskFactor("kubernetes_node", 1, $"It is a node of Kubernetes cluster {cluster}: without a drain its pods stop unannounced.");
        }
    }

    public static IEnumerable<string> Notes(Instance instance)
    {
        foreach (var scheduled in instance.PendingEvents.Where(e => !e.EndsInstance))
        {
            yield return $"AWS has scheduled {scheduled.Display()}. " + scheduled.Code switch
            {
                "system-reboot" => "A reboot now may clear it, if EC2 can move the instance to other hardware meanwhile (reboot migration); else it stays, and AWS reboots once more.",
                "instance-reboot" => "A reboot now does not do AWS's maintenance, so the event normally stays, and AWS reboots once more.",
                _ => "A reboot does not avert it.",
            };
        }

        if (instance.AutoScalingGroup is { } group)
        {
            yield return $"Member of Auto Scaling group {group}: if its health check (EC2's, or the load balancer's where the group uses it) sees the instance fail during the reboot, "
                + $"the group may terminate and replace it. To prevent that: {Standby("enter", instance)} --should-decrement-desired-capacity; afterwards {Standby("exit", instance)}.";
        }

        if (instance.KubernetesCluster is { } cluster)
        {
            var node = Quoted(instance.PrivateDnsName ?? instance.Id);
            yield return $"Node of Kubernetes cluster {cluster}: drain it first with kubectl drain {node} --ignore-daemonsets, and take it back with kubectl uncordon {node}.";
        }

        if (instance.IsEcsContainerInstance)
        {
            yield return "Container instance of an ECS cluster: its tasks stop with the reboot unless it is drained first (aws ecs update-container-instances-state --status DRAINING).";
        }

        if (instance.IsSpot)
        {
            yield return "Spot Instance: a reboot keeps it, but AWS may interrupt it at any time.";
        }

        if (instance.Operator is { } service)
        {
            yield return $"Operated by {service}, which may replace it by itself and may not allow a reboot.";
        }

        if (instance.CloudFormationStack is { } stack)
        {
            yield return $"Part of CloudFormation stack {stack}; a reboot changes nothing that the stack describes.";
        }
        else if (instance.IsTerraformManaged)
        {
            yield return "Managed by Terraform, as its tags say; a reboot changes nothing that its code describes.";
        }
    }

    /// <returns>What to do with an instance that cannot be rebooted in its state.</returns>
    public static string InsteadOfReboot(Instance instance) => instance.State switch
    {
        "pending" => "Wait until it runs.",
        "stopping" => $"Wait until it is stopped, then start it: {Ec2("wait instance-stopped", instance)} && {Ec2("start-instances", instance)}.",
        "stopped" when instance.IsHibernated => $"It is hibernated: started, it goes on with what was in its memory: {Ec2("start-instances", instance)}.",
        "stopped" => $"Start it instead: {Ec2("start-instances", instance)}.",
        "shutting-down" or "terminated" => "It does not come back: launch another, or check the id.",
        _ => "Check the id.",
    };

    private static string Better(Instance instance)
    {
        if (instance.RootDeviceType == "instance-store")
        {
            return "Stop and start would move it to another host, but it cannot be stopped, because its root device is instance store: "
                + $"launch another in its place, then {Ec2("terminate-instances", instance)}.";
        }

        var text = $"Better: stop and start, which moves it to another host: {Ec2("stop-instances", instance)} && {Ec2("wait instance-stopped", instance)} && {Ec2("start-instances", instance)}. "
            + "That loses the data on instance store volumes and a public IPv4 address that is not an Elastic IP.";
        if (instance.IsSpot)
        {
            text += " As a Spot Instance it can be stopped only if its request is persistent; one of a one-time request must be replaced.";
        }

        return instance.AutoScalingGroup is { } group
            ? $"{text} Its Auto Scaling group {group} replaces a stopped member: put it in standby first ({Standby("enter", instance)} --should-decrement-desired-capacity), "
                + $"or have it replaced (aws autoscaling terminate-instance-in-auto-scaling-group --region {RegionOf(instance)} --instance-id {instance.Id} --no-should-decrement-desired-capacity)."
            : text;
    }

    private static string Ec2(string command, Instance instance) => $"aws ec2 {command} --region {RegionOf(instance)} --instance-ids {instance.Id}";

    private static string Standby(string verb, Instance instance) =>
        $"aws autoscaling {verb}-standby --region {RegionOf(instance)} --instance-ids {instance.Id} --auto-scaling-group-name {Quoted(instance.AutoScalingGroup!)}";

    private static string RegionOf(Instance instance) => instance.Arn.Split(':') is [_, _, _, { Length: > 0 } region, ..] ? region : "$AWS_REGION";

    // Names of groups and of nodes are not ours: what a person copies into a shell must stay one word.
    private static string Quoted(string name) =>
        name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/') ? name : $"'{name.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
