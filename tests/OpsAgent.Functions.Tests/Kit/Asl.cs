using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpsAgent.Functions.Tests.Kit;

/// <summary>The state machine as it is deployed: what it sends to a step and what it reads of the answer.</summary>
internal static class Asl
{
    public static JsonObject Definition { get; } = Load();

    public static JsonObject AllStates => Definition["States"]!.AsObject();

    public static JsonObject State(string name) => AllStates[name]!.AsObject();

    public static bool IsTask(string name) => Text(State(name)["Type"]) == "Task";

    /// <returns>The function that a Task calls: <c>${ValidateTagsFunction}</c> is ValidateTags.</returns>
    public static string FunctionOf(string state)
    {
        var placeholder = Text(State(state)["Parameters"]!["FunctionName"]);
        return placeholder["${".Length..^"Function}".Length];
    }

    /// <summary>What the Task sends, out of the machine's data and the context object.</summary>
    public static JsonObject Payload(string state, JsonObject run, JsonObject context) =>
        Filled(State(state)["Parameters"]!["Payload"]!.AsObject(), run, context);

    /// <summary>What the Task keeps of the function's answer. A path that leads nowhere fails, as it does in AWS.</summary>
    public static JsonNode Kept(string state, JsonNode answer)
    {
        var result = new JsonObject { ["StatusCode"] = 200, ["Payload"] = answer };
        return State(state)["ResultSelector"] is JsonObject selector ? Filled(selector, result, []) : result;
    }

    public static JsonNode? Resolve(string path, JsonObject data, JsonObject context)
    {
        var (root, rest) = path.StartsWith("$$", StringComparison.Ordinal) ? (context, path[2..]) : (data, path[1..]);
        JsonNode? node = root;
        foreach (var name in rest.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            node = node is JsonObject members && members.TryGetPropertyValue(name, out var next)
                ? next
                : throw new InvalidOperationException($"States.ParameterPathFailure: there is no {path}.");
        }

        return node;
    }

    /// <summary>Every error name in a Retry or Catch of the machine.</summary>
    public static IEnumerable<string> ErrorNames() =>
        from state in AllStates
        from list in new[] { "Retry", "Catch" }
        from rule in state.Value![list]?.AsArray() ?? []
        from name in rule!["ErrorEquals"]!.AsArray()
        select Text(name);

    public static IEnumerable<string> TaskNames() => AllStates.Select(s => s.Key).Where(IsTask);

    public static string Text(JsonNode? node) => node!.GetValue<string>();

    private static JsonObject Filled(JsonObject template, JsonObject data, JsonObject context) =>
        new(template.Select(member => member.Key.EndsWith(".$", StringComparison.Ordinal)
            ? KeyValuePair.Create(member.Key[..^2], Resolve(Text(member.Value), data, context)?.DeepClone())
            : KeyValuePair.Create(member.Key, member.Value?.DeepClone())));

    private static JsonObject Load()
    {
        using var stream = typeof(Asl).Assembly.GetManifestResourceStream("write-operation.asl.json")!;
        return JsonNode.Parse(stream, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false })!.AsObject();
    }
}
