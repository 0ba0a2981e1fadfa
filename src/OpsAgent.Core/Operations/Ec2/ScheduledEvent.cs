using System.Text.Json.Serialization;

using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Operations.Ec2;

/// <summary>What AWS has scheduled for an instance.</summary>
/// <param name="Code">AWS's word: instance-reboot, system-reboot, system-maintenance, instance-retirement, instance-stop.</param>
/// <param name="Description">AWS's sentence.</param>
/// <param name="NotBefore">The earliest start.</param>
/// <param name="NotAfter">The latest end.</param>
/// <param name="NotBeforeDeadline">Until when the start can be moved.</param>
public sealed record ScheduledEvent(
    string Code,
    string Description,
    [property: JsonConverter(typeof(TimestampConverter))] DateTimeOffset? NotBefore = null,
    [property: JsonConverter(typeof(TimestampConverter))] DateTimeOffset? NotAfter = null,
    [property: JsonConverter(typeof(TimestampConverter))] DateTimeOffset? NotBeforeDeadline = null)
{
    private static readonly string[] Over = ["[Completed]", "[Canceled]", "[Cancelled]"];

    /// <summary>AWS goes on telling an event for up to a week after its end.</summary>
    [JsonIgnore]
    public bool IsOver => Over.Any(o => Description.TrimStart().StartsWith(o, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether the instance leaves its host: it is stopped, or terminated when its root device is instance store.</summary>
    [JsonIgnore]
    public bool EndsInstance => Code is "instance-retirement" or "instance-stop";

    [JsonIgnore]
    public bool Reboots => Code is "instance-reboot" or "system-reboot";

    /// <returns>As in <c>instance-retirement not before 2026-12-01 10:00 UTC</c>.</returns>
    public string Display() => Code + (NotBefore, NotAfter) switch
    {
        ({ } from, { } to) => $" between {StatusCheck.At(from)} and {StatusCheck.At(to)}",
        ({ } from, null) => $" not before {StatusCheck.At(from)}",
        (null, { } to) => $" until {StatusCheck.At(to)}",
        _ => string.Empty,
    } + (NotBeforeDeadline is { } deadline ? $" (to start by {StatusCheck.At(deadline)})" : string.Empty);
}
