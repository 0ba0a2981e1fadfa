using System.Collections.Immutable;

namespace OpsAgent.StatesLanguage;

/// <summary>
/// A Reference Path: member names and array indexes only, so that it identifies one node. Wildcards, filters, slices and
/// <c>..</c> are errors of the definition.
/// </summary>
internal sealed record JsonPath(string Text, bool IsContextPath, ImmutableArray<PathStep> Steps)
{
    public static JsonPath Root { get; } = new("$", IsContextPath: false, []);

    /// <summary>The first steps in bracket notation, as Jayway JsonPath writes paths in error messages.</summary>
    public string Canonical(int steps) => "$" + string.Concat(Steps.Take(steps).Select(step => step.ToString()));

    public string Canonical() => Canonical(Steps.Length);
}
