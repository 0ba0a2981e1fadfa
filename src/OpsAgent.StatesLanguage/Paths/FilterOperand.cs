using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>One side of a comparison: a literal, or a path from <c>@</c> or <c>$</c>.</summary>
internal abstract record FilterOperand
{
    private FilterOperand()
    {
    }

    public abstract PathResult Read(JsonNode? node, JsonNode? root);

    internal sealed record Literal(JsonNode? Value) : FilterOperand
    {
        public override PathResult Read(JsonNode? node, JsonNode? root) => PathResult.FromValue(Value);
    }

    internal sealed record Path(JsonPath Target, bool IsRelative) : FilterOperand
    {
        public override PathResult Read(JsonNode? node, JsonNode? root) => Target.Read(IsRelative ? node : root);
    }
}
