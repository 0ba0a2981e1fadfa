using System.Text.Json.Nodes;

namespace OpsAgent.Deployment.Tests.Rights;

/// <summary>A condition block in one form: members in order, one value without brackets.</summary>
internal static class ConditionText
{
    public static string Of(JsonNode? block) => block is null ? string.Empty : Ordered(block)!.ToJsonString();

    private static JsonNode? Ordered(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => KeyValuePair.Create(m.Key, Ordered(m.Value)))),
        JsonArray { Count: 1 } one => Ordered(one[0]),
        JsonArray several => new JsonArray([.. several.Select(Ordered).OrderBy(n => n!.ToString(), StringComparer.Ordinal)]),
        null => null,
        _ => node.DeepClone(),
    };
}
