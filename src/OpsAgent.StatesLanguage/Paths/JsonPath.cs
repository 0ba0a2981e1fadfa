using System.Collections.Immutable;

namespace OpsAgent.StatesLanguage;

/// <summary>
/// A path that names exactly one place: member names and array indexes only.
/// Paths that can name several places (wildcards, filters, slices, <c>..</c>) are refused when a machine is created.
/// </summary>
internal sealed record JsonPath(string Text, bool OfContext, ImmutableArray<PathStep> Steps)
{
    public static JsonPath Root { get; } = new("$", OfContext: false, []);

    /// <summary>As the path library behind Step Functions spells it in its error texts.</summary>
    public string Canonical(int steps) => "$" + string.Concat(Steps.Take(steps).Select(step => step.ToString()));

    public string Canonical() => Canonical(Steps.Length);
}
