using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>One step of a path: from a node to the nodes that it selects, none where the node is of another kind. Its text is that of Jayway JsonPath.</summary>
internal abstract record PathStep
{
    private PathStep()
    {
    }

    /// <summary>The step selects one node at most, so that a path of such steps answers the node itself and not a list.</summary>
    public virtual bool IsDefinite => false;

    public abstract IEnumerable<JsonNode?> Select(JsonNode? node, JsonNode? root);

    /// <summary>Why the step cannot be applied to the node at the end of a definite path; null if it can, or selects nothing there.</summary>
    public virtual string? Mismatch(JsonNode? node) => null;

    private string? NotAnArray(JsonNode? node) => node is null or JsonArray
        ? null
        : $"Filter: {this} can only be applied to arrays. Current context is: {node.ToJsonText()}";

    internal sealed record Member(string Name) : PathStep
    {
        public override bool IsDefinite => true;

        public override IEnumerable<JsonNode?> Select(JsonNode? node, JsonNode? root) =>
            node is JsonObject members && members.TryGetPropertyValue(Name, out var value) ? [value] : [];

        public override string ToString() => $"['{Name}']";
    }

    /// <summary>A negative index counts from the end.</summary>
    internal sealed record Item(int Index) : PathStep
    {
        public override bool IsDefinite => true;

        public override IEnumerable<JsonNode?> Select(JsonNode? node, JsonNode? root) =>
            node is JsonArray items && Position(items) is var at && at >= 0 && at < items.Count ? [items[at]] : [];

        public override string? Mismatch(JsonNode? node) => NotAnArray(node);

        public override string ToString() => $"[{Index.ToString(CultureInfo.InvariantCulture)}]";

        private int Position(JsonArray items) => Index < 0 ? items.Count + Index : Index;
    }

    /// <summary>Several members: each of them, or at the end of a path (as Jayway JsonPath has it) one object of those that are there.</summary>
    internal sealed record Members(ImmutableArray<string> Names, bool IsLast) : PathStep
    {
        public override bool IsDefinite => IsLast;

        public override IEnumerable<JsonNode?> Select(JsonNode? node, JsonNode? root)
        {
            if (node is not JsonObject members)
            {
                return [];
            }

            var present = Names.Where(members.ContainsKey);
            return IsLast
                ? [new JsonObject(present.Distinct().Select(name => KeyValuePair.Create(name, JsonText.Copy(members[name]))))]
                : present.Select(name => members[name]);
        }

        public override string ToString() => $"[{string.Join(',', Names.Select(name => $"'{name}'"))}]";
    }

    internal sealed record Items(ImmutableArray<Item> Indexes) : PathStep
    {
        public override IEnumerable<JsonNode?> Select(JsonNode? node, JsonNode? root) => Indexes.SelectMany(index => index.Select(node, root));

        public override string? Mismatch(JsonNode? node) => NotAnArray(node);

        public override string ToString() => $"[{string.Join(',', Indexes.Select(index => index.Index.ToString(CultureInfo.InvariantCulture)))}]";
    }

    /// <summary>The end is exclusive; a negative bound counts from the end.</summary>
    internal sealed record Slice(int? From, int? To) : PathStep
    {
        public override IEnumerable<JsonNode?> Select(JsonNode? node, JsonNode? root) => node is JsonArray items
            ? items.Take(Bound(From ?? 0, items)..Math.Max(Bound(From ?? 0, items), Bound(To ?? items.Count, items)))
            : [];

        public override string? Mismatch(JsonNode? node) => NotAnArray(node);

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"[{From}:{To}]");

        private static int Bound(int bound, JsonArray items) => Math.Clamp(bound < 0 ? items.Count + bound : bound, 0, items.Count);
    }

    /// <summary>Every item or member.</summary>
    internal sealed record Wildcard : PathStep
    {
        public override IEnumerable<JsonNode?> Select(JsonNode? node, JsonNode? root) => Children(node);

        public override string ToString() => "[*]";
    }

    /// <summary><c>..</c>: the node and all below it, each before its own children.</summary>
    internal sealed record Descendants : PathStep
    {
        public override IEnumerable<JsonNode?> Select(JsonNode? node, JsonNode? root)
        {
            var pending = new Stack<JsonNode?>([node]);
            while (pending.TryPop(out var next))
            {
                yield return next;
                foreach (var child in Children(next).Reverse())
                {
                    pending.Push(child);
                }
            }
        }

        public override string ToString() => "..";
    }

    /// <summary>The items that satisfy the condition, or the node itself if it is an object. As documented, <c>@</c> is never a scalar.</summary>
    /// <param name="Condition">What is asked of an object.</param>
    /// <param name="FollowsDescendants">Each item is then a node of its own, and not to be selected twice.</param>
    internal sealed record Filter(FilterExpression Condition, bool FollowsDescendants) : PathStep
    {
        public override IEnumerable<JsonNode?> Select(JsonNode? node, JsonNode? root)
        {
            var candidates = node is JsonArray items && !FollowsDescendants ? items.AsEnumerable() : [node];
            return candidates.Where(candidate => candidate is JsonObject && Condition.Holds(candidate, root));
        }

        public override string? Mismatch(JsonNode? node) => node is JsonObject or JsonArray
            ? null
            : $"Filter: {this} can not be applied to primitives. Current context is: {node.ToJsonText()}";

        public override string ToString() => "[?]";
    }

    /// <summary><c>.length()</c>: how many items or members, null for anything else.</summary>
    internal sealed record Length : PathStep
    {
        public override bool IsDefinite => true;

        public override IEnumerable<JsonNode?> Select(JsonNode? node, JsonNode? root) => [node switch
        {
            JsonArray items => items.Count,
            JsonObject members => members.Count,
            _ => null,
        }];

        public override string ToString() => ".length()";
    }

    private static IEnumerable<JsonNode?> Children(JsonNode? node) => node switch
    {
        JsonArray items => items,
        JsonObject members => members.Select(member => member.Value),
        _ => [],
    };
}
