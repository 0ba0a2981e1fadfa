using System.Text.RegularExpressions;

namespace OpsAgent.Local.SimulatedCloud;

/// <summary>One EC2 instance of the simulated cloud.</summary>
internal sealed partial record CloudInstance
{
    private static readonly string[] States = ["pending", "running", "stopping", "stopped", "shutting-down", "terminated"];
    private static readonly string[] Checks = ["ok", "impaired", "initializing", "insufficient-data", "not-applicable"];
    private static readonly string[] EbsChecks = [.. Checks, NotReported];
    private static readonly string[] Lifecycles = ["on-demand", "spot", "scheduled", "capacity-block"];
    private static readonly string[] RootDevices = ["ebs", "instance-store"];

    /// <summary>For an attached EBS check that AWS does not report.</summary>
    internal const string NotReported = "not-reported";

    public required string InstanceId { get; init; }

    public string State { get; set; } = "running";

    public string InstanceType { get; set; } = "t3.medium";

    public string AvailabilityZone { get; set; } = "us-east-1a";

    /// <summary>Days from its launch to the start of the simulation.</summary>
    public double LaunchedDaysAgo { get; set; } = 30;

    public string SystemCheck { get; set; } = "ok";

    public string InstanceCheck { get; set; } = "ok";

    public string EbsCheck { get; set; } = "ok";

    /// <summary>Minutes from when its impaired checks began to fail to the start of the simulation.</summary>
    public double ImpairedMinutesAgo { get; set; } = 30;

    /// <summary>False where DescribeInstanceStatus does not know the instance yet.</summary>
    public bool StatusKnown { get; set; } = true;

    public IReadOnlyList<CloudScheduledEvent> ScheduledEvents { get; set; } = [];

    public string Lifecycle { get; set; } = "on-demand";

    public string RootDeviceType { get; set; } = "ebs";

    public bool HibernationConfigured { get; set; }

    /// <summary>AWS's sentence why it is in its state.</summary>
    public string? StateReason { get; set; }

    public string? PrivateDnsName { get; set; }

    /// <summary>The service that operates it, such as <c>eks.amazonaws.com</c>.</summary>
    public string? Operator { get; set; }

    public IReadOnlyDictionary<string, string> Tags { get; set; } = new Dictionary<string, string>();

    /// <summary>Mean CPU utilization, 0 to 100.</summary>
    public double CpuPercent { get; set; } = 10;

    /// <summary>Mean traffic.</summary>
    public double NetworkInBytesPerSecond { get; set; } = 20_000;

    /// <inheritdoc cref="NetworkInBytesPerSecond"/>
    public double NetworkOutBytesPerSecond { get; set; } = 40_000;

    /// <returns>The first broken rule, or null.</returns>
    internal string? Validate() =>
        !Id().IsMatch(InstanceId) ? $"instance_id \"{InstanceId}\" must match {Id()}"
        : !States.Contains(State) ? $"{InstanceId}: state \"{State}\" must be one of {string.Join(", ", States)}"
        : !Checks.Contains(SystemCheck) ? $"{InstanceId}: system_check \"{SystemCheck}\" must be one of {string.Join(", ", Checks)}"
        : !Checks.Contains(InstanceCheck) ? $"{InstanceId}: instance_check \"{InstanceCheck}\" must be one of {string.Join(", ", Checks)}"
        : !EbsChecks.Contains(EbsCheck) ? $"{InstanceId}: ebs_check \"{EbsCheck}\" must be one of {string.Join(", ", EbsChecks)}"
        : !Lifecycles.Contains(Lifecycle) ? $"{InstanceId}: lifecycle \"{Lifecycle}\" must be one of {string.Join(", ", Lifecycles)}"
        : !RootDevices.Contains(RootDeviceType) ? $"{InstanceId}: root_device_type \"{RootDeviceType}\" must be one of {string.Join(", ", RootDevices)}"
        : ImpairedMinutesAgo is < 0 or > CloudNames.MaxMinutesAgo ? $"{InstanceId}: impaired_minutes_ago must be 0 to {CloudNames.MaxMinutesAgo}"
        : ScheduledEvents.Select(e => e.Validate()).FirstOrDefault(e => e is not null) is { } broken ? $"{InstanceId}: {broken}"
        : CpuPercent is < 0 or > 100 ? $"{InstanceId}: cpu_percent must be 0 to 100"
        : NetworkInBytesPerSecond < 0 || NetworkOutBytesPerSecond < 0 ? $"{InstanceId}: network rates must not be negative"
        : LaunchedDaysAgo < 0 ? $"{InstanceId}: launched_days_ago must not be negative"
        : null;

    [GeneratedRegex(@"^i-([0-9a-f]{8}|[0-9a-f]{17})$", RegexOptions.CultureInvariant)]
    private static partial Regex Id();
}
