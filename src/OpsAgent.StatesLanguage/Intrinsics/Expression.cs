using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>An intrinsic function call and its arguments.</summary>
internal abstract record Expression
{
    private Expression()
    {
    }

    /// <summary><see cref="Raw"/> keeps the escapes of a string: States.Format must tell <c>\{</c> from <c>{</c>.</summary>
    internal sealed record Literal(JsonNode? Value, string? Raw) : Expression;

    internal sealed record AtPath(JsonPath Path) : Expression;

    internal sealed record Call(string Text, Intrinsic Function, ImmutableArray<Expression> Arguments) : Expression;
}
