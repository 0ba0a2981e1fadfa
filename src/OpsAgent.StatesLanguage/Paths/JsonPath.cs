using System.Collections.Immutable;

namespace OpsAgent.StatesLanguage;

/// <summary>A parsed path into the data (<c>$</c>) or the Context Object (<c>$$</c>), with the meaning of Jayway JsonPath, which AWS uses.</summary>
internal sealed record JsonPath(string Text, bool IsContextPath, ImmutableArray<PathStep> Steps)
{
    public static JsonPath Root { get; } = new("$", IsContextPath: false, []);

    /// <summary>Member names and array indexes only, so that it identifies one node.</summary>
    public bool IsReference => Steps.All(step => step is PathStep.Member or PathStep.Item { Index: >= 0 });

    /// <summary>The path answers one value; any other answers the list of what it selects, which may be empty.</summary>
    public bool IsDefinite => CountsDescendants || Steps.All(step => step.IsDefinite);

    /// <summary><c>$..a.length()</c> counts what <c>$..a</c> selects.</summary>
    public bool CountsDescendants => Steps is [.., PathStep.Length] && Steps.Any(step => step is PathStep.Descendants);

    /// <summary>The first steps in bracket notation, as Jayway JsonPath writes paths in error messages.</summary>
    public string Canonical(int steps) => "$" + string.Concat(Steps.Take(steps).Select(step => step.ToString()));

    public string Canonical() => Canonical(Steps.Length);
}
