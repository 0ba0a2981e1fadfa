using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>A payload template (Parameters, ResultSelector), compiled once.</summary>
internal abstract record Template
{
    private Template()
    {
    }

    internal sealed record Literal(JsonNode? Value) : Template;

    /// <summary><see cref="Field"/> is the name as written, with its <c>.$</c>: error texts quote it.</summary>
    internal sealed record AtPath(string Field, JsonPath Path) : Template;

    internal sealed record Calling(Expression.Call Call) : Template;

    internal sealed record Members(ImmutableArray<KeyValuePair<string, Template>> Items) : Template;

    internal sealed record Elements(ImmutableArray<Template> Items) : Template;
}
