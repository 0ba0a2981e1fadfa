using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>Applies ResultPath: writes a result into a copy of the state's raw input.</summary>
internal static class ResultPathWriter
{
    public static JsonNode? Write(JsonNode? rawInput, JsonPath path, JsonNode? result)
    {
        if (path.Steps.IsEmpty)
        {
            return result;
        }

        var output = JsonText.Copy(rawInput);
        var current = output;
        for (var i = 0; i < path.Steps.Length - 1; i++)
        {
            current = Descend(current, path.Steps[i]) ?? throw Mismatch(path, rawInput);
        }

        if (!Set(current, path.Steps[^1], JsonText.Copy(result)))
        {
            throw Mismatch(path, rawInput);
        }

        return output;
    }

    private static JsonNode? Descend(JsonNode? current, PathStep step)
    {
        switch (current)
        {
            case JsonObject members when step is PathStep.Member { Name: var name }:
                if (!members.TryGetPropertyValue(name, out var next))
                {
                    next = new JsonObject();
                    members[name] = next;
                }

                return next;
            case JsonArray items when step is PathStep.Item { Index: var index } && index < items.Count:
                return items[index];
            default:
                return null;
        }
    }

    private static bool Set(JsonNode? current, PathStep step, JsonNode? value)
    {
        switch (current)
        {
            case JsonObject members when step is PathStep.Member { Name: var name }:
                members[name] = value;
                return true;
            case JsonArray items when step is PathStep.Item { Index: var index } && index < items.Count:
                items[index] = value;
                return true;
            default:
                return false;
        }
    }

    private static StateErrorException Mismatch(JsonPath path, JsonNode? rawInput) => new(
        ErrorNames.ResultPathMatchFailure,
        $"Unable to apply ReferencePath {path.Text} to input {rawInput.ToJsonText()}");
}
