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
    public bool IsRunning => State == "running";

    public bool ChecksPass => SystemCheck == "ok" && InstanceCheck == "ok";

    public string? Name => Tags.GetValueOrDefault("Name");

    public string Display() => Name is null ? Id : $"{Id} ({Name})";
}
