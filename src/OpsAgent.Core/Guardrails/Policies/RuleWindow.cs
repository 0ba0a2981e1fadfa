using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace OpsAgent.Core.Guardrails.Policies;

/// <summary>
/// When a rule holds. From <see cref="From"/>, included, to <see cref="To"/>, excluded, by the clocks of <see cref="Zone"/>: either
/// once (<c>2026-12-23T18:00</c>) or weekly (<c>18:00</c>, with <see cref="Days"/> on which it begins; a <see cref="To"/> that is
/// not later ends on the next day). Where clocks are turned it is the longer of the two readings.
/// </summary>
/// <param name="Days"><c>mon</c> to <c>sun</c>; every day where null. Not for a window that is once.</param>
/// <param name="Zone">A name of the IANA time zone database.</param>
public sealed record RuleWindow(string From, string To, string Zone, ImmutableArray<string>? Days = null)
{
    // Read once for each window. No field, which would be part of its equality and be copied by "with".
    private static readonly ConditionalWeakTable<RuleWindow, ZonedWindow> Read = [];

    /// <exception cref="ArgumentException">The window cannot be read: no policy that was parsed has such a one.</exception>
    public bool Contains(DateTimeOffset moment) => Read.GetValue(this, ZonedWindow.Of).Contains(moment);
}
