using System.Text.RegularExpressions;

namespace OpsAgent.Local.SimulatedCloud;

/// <summary>One alarm of the simulated cloud that is composed of others.</summary>
internal sealed partial record CloudCompositeAlarm
{
    public required string Name { get; init; }

    /// <summary>CloudWatch's AlarmRule, such as <c>ALARM("web-5xx") OR ALARM("web-latency")</c>.</summary>
    public required string Rule { get; init; }

    /// <summary>OK, ALARM or INSUFFICIENT_DATA; not worked out from the rule.</summary>
    public string State { get; set; } = "OK";

    /// <summary>When it entered its state: minutes before the start of the simulation.</summary>
    public double SinceMinutesAgo { get; set; } = 1440;

    /// <summary>CloudWatch's StateReason.</summary>
    public string Reason { get; set; } = string.Empty;

    /// <summary>The names in the rule.</summary>
    internal IReadOnlyList<string> Parts => [.. NameInRule().Matches(Rule).Select(m => m.Groups["name"].Value).Distinct()];

    /// <returns>The first broken rule, or null.</returns>
    internal string? Validate() =>
        !CloudNames.IsName(Name) ? $"composite alarm \"{Name}\": the name must be {CloudNames.Rule}"
        : Parts.Count == 0 ? $"composite alarm {Name}: rule \"{Rule}\" must name alarms, as in ALARM(\"web-5xx\")"
        : !CloudAlarm.States.Contains(State) ? $"composite alarm {Name}: state \"{State}\" must be one of {string.Join(", ", CloudAlarm.States)}"
        : SinceMinutesAgo is < 0 or > CloudNames.MaxMinutesAgo ? $"composite alarm {Name}: since_minutes_ago must be 0 to {CloudNames.MaxMinutesAgo}"
        : null;

    [GeneratedRegex("(ALARM|OK|INSUFFICIENT_DATA) *\\( *\"?(?<name>[A-Za-z0-9_-]+)\"? *\\)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex NameInRule();
}
