using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>An intrinsic function call, or one of its arguments.</summary>
internal abstract record Expression
{
    private Expression()
    {
    }

    /// <summary><see cref="Raw"/> keeps the escapes of a string, because States.Format distinguishes <c>\{</c> from <c>{</c>.</summary>
    internal sealed record Literal(JsonNode? Value, string? Raw) : Expression;

    internal sealed record PathReference(JsonPath Path) : Expression;

    internal sealed record Call(string Text, Intrinsic Function, ImmutableArray<Expression> Arguments) : Expression;
}
