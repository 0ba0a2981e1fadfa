using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>The condition of a filter, with the meaning of Jayway JsonPath.</summary>
internal abstract record FilterExpression
{
    private FilterExpression()
    {
    }

    /// <param name="node">What <c>@</c> refers to.</param>
    /// <param name="root">What <c>$</c> refers to.</param>
    public abstract bool Holds(JsonNode? node, JsonNode? root);

    internal sealed record And(FilterExpression Left, FilterExpression Right) : FilterExpression
    {
        public override bool Holds(JsonNode? node, JsonNode? root) => Left.Holds(node, root) && Right.Holds(node, root);
    }

    internal sealed record Or(FilterExpression Left, FilterExpression Right) : FilterExpression
    {
        public override bool Holds(JsonNode? node, JsonNode? root) => Left.Holds(node, root) || Right.Holds(node, root);
    }

    internal sealed record Not(FilterExpression Inner) : FilterExpression
    {
        public override bool Holds(JsonNode? node, JsonNode? root) => !Inner.Holds(node, root);
    }

    /// <summary>There is a value, which may be null or false.</summary>
    internal sealed record Exists(FilterOperand Operand) : FilterExpression
    {
        public override bool Holds(JsonNode? node, JsonNode? root) => Operand.Read(node, root).Found;
    }

    internal sealed record Compare(FilterOperand Left, Func<PathResult, PathResult, bool> Comparison, FilterOperand Right) : FilterExpression
    {
        public override bool Holds(JsonNode? node, JsonNode? root) => Comparison(Left.Read(node, root), Right.Read(node, root));
    }
}
