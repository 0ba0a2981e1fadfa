using System.Collections.Immutable;

namespace OpsAgent.Core.Operations.Ec2;

/// <summary>An EC2 instance as DescribeInstances and DescribeInstanceStatus show it.</summary>
/// <param name="Id">Such as <c>i-0a1b2c3d4e5f60001</c>.</param>
/// <param name="Arn">Its ARN.</param>
/// <param name="State">AWS's word: pending, running, stopping, stopped, shutting-down, terminated.</param>
/// <param name="Type">Such as <c>m7g.large</c>.</param>
/// <param name="Zone">Availability Zone.</param>
/// <param name="LaunchTime">When it was launched.</param>
/// <param name="SystemCheck">AWS's word: ok, impaired, insufficient-data, not-applicable, initializing.</param>
/// <param name="InstanceCheck">The same words.</param>
/// <param name="Tags">Names and values, case-sensitive.</param>
public sealed record Instance(
    string Id,
    string Arn,
    string State,
    string Type,
    string Zone,
    DateTimeOffset LaunchTime,
    string SystemCheck,
    string InstanceCheck,
    ImmutableSortedDictionary<string, string> Tags)
{
    private const string KubernetesTag = "kubernetes.io/cluster/";

    private static readonly string[] ClusterTags = ["eks:cluster-name", "aws:eks:cluster-name", "eks:eks-cluster-name", "alpha.eksctl.io/cluster-name"];

    /// <summary>The attached EBS status check in the same words, or null where AWS does not report it.</summary>
    public string? EbsCheck { get; init; }

    public DateTimeOffset? SystemImpairedSince { get; init; }

    public DateTimeOffset? InstanceImpairedSince { get; init; }

    public DateTimeOffset? EbsImpairedSince { get; init; }

    /// <summary>False when DescribeInstanceStatus does not know the instance, as for some seconds after its launch.</summary>
    public bool StatusKnown { get; init; } = true;

    /// <summary>All that AWS tells, those that are over too.</summary>
    public ImmutableArray<ScheduledEvent> ScheduledEvents { get; init; } = [];

    /// <summary>AWS's word: spot, scheduled, capacity-block; null for an On-Demand Instance.</summary>
    public string? Lifecycle { get; init; }

    /// <summary>AWS's word: ebs or instance-store; null where it is not told.</summary>
    public string? RootDeviceType { get; init; }

    public bool HibernationConfigured { get; init; }

    /// <summary>Why it is in its state, in AWS's words, or null.</summary>
    public string? StateReason { get; init; }

    /// <summary>Also the name of a Kubernetes node on it; null when it has none.</summary>
    public string? PrivateDnsName { get; init; }

    /// <summary>The service that operates a managed instance, such as <c>eks.amazonaws.com</c>, or null.</summary>
    public string? Operator { get; init; }

    public bool IsRunning => State == "running";

    public bool IsHibernated => State == "stopped" && StateReason?.Contains("hibernat", StringComparison.OrdinalIgnoreCase) == true;

    public bool IsSpot => Lifecycle == "spot";

    /// <summary>The status checks that AWS reports.</summary>
    public IEnumerable<StatusCheck> Checks =>
    [
        new(StatusCheck.System, SystemCheck, SystemImpairedSince),
        new(StatusCheck.Instance, InstanceCheck, InstanceImpairedSince),
        // Not applicable to instances without EBS volumes and on older hardware.
        .. EbsCheck is null or "not-applicable" ? Array.Empty<StatusCheck>() : [new(StatusCheck.AttachedEbs, EbsCheck, EbsImpairedSince)],
    ];

    public bool ChecksPass => Checks.All(c => c.Passes);

    public bool IsImpaired => Checks.Any(c => c.IsImpaired);

    public IEnumerable<ScheduledEvent> PendingEvents => ScheduledEvents.Where(e => !e.IsOver).OrderBy(e => e.NotBefore);

    public string? AutoScalingGroup => Tags.GetValueOrDefault("aws:autoscaling:groupName");

    public string? CloudFormationStack => Tags.GetValueOrDefault("aws:cloudformation:stack-name");

    public bool IsTerraformManaged => Tags.Any(t =>
        t.Key != "Name" && (IsTerraform(t.Value) || (IsTerraform(t.Key) && !string.Equals(t.Value, "false", StringComparison.OrdinalIgnoreCase))));

    /// <summary>The cluster that it is a node of, or null.</summary>
    public string? KubernetesCluster =>
        ClusterTags.Select(t => Tags.GetValueOrDefault(t)).FirstOrDefault(c => !string.IsNullOrEmpty(c))
        ?? Tags.Keys.Where(k => k.Length > KubernetesTag.Length && k.StartsWith(KubernetesTag, StringComparison.Ordinal)).Select(k => k[KubernetesTag.Length..]).FirstOrDefault();

    /// <summary>Whether a capacity provider of ECS launched it to run tasks.</summary>
    public bool IsEcsContainerInstance => Tags.ContainsKey("AmazonECSManaged");

    public string? Name => Tags.GetValueOrDefault("Name");

    public string Display() => Name is null ? Id : $"{Id} ({Name})";

    private static bool IsTerraform(string text) =>
        text.Contains("terraform", StringComparison.OrdinalIgnoreCase) || text.Contains("opentofu", StringComparison.OrdinalIgnoreCase);
}
