using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>A parsed Payload Template: Parameters or ResultSelector.</summary>
internal abstract record Template
{
    private Template()
    {
    }

    internal sealed record Literal(JsonNode? Value) : Template;

    /// <summary><see cref="Field"/> is the member name with its <c>.$</c>, for error messages.</summary>
    internal sealed record PathReference(string Field, JsonPath Path) : Template;

    internal sealed record IntrinsicCall(Expression.Call Call) : Template;

    internal sealed record Members(ImmutableArray<KeyValuePair<string, Template>> Items) : Template;

    internal sealed record Elements(ImmutableArray<Template> Items) : Template;
}
