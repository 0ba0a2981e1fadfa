using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>Reads a definition and checks all of it: a machine that this engine would run differently from AWS is refused here.</summary>
internal static class DefinitionParser
{
    public const long MaxSecondsLength = 99_999_999;
    private const int MaxStateNameLength = 80;

    private static readonly string[] Required = ["States", "StartAt"];

    /// <summary>The machine, or null and every problem found.</summary>
    public static StateMachineDefinition? Parse(string text, out string problems)
    {
        var found = new Problems();
        var definition = Parse(text, found);
        problems = found.Text;
        return found.Any ? null : definition;
    }

    private static StateMachineDefinition? Parse(string text, Problems problems)
    {
        if (!JsonText.TryParse(text, out var node, out var malformed))
        {
            problems.NotJson(malformed);
            return null;
        }

        if (node is not JsonObject root)
        {
            problems.Schema("Definition must be a valid JSON object", "/");
            return null;
        }

        return Machine(new FieldReader(root, "/", "the state machine", problems));
    }

    private static StateMachineDefinition? Machine(FieldReader root)
    {
        var missing = Required.Where(name => !root.Has(name)).ToArray();
        if (missing.Length > 0)
        {
            root.Problems.Schema($"These fields are required: [{string.Join(", ", missing)}]", "/");
            return null;
        }

        root.Text("Comment");
        if (root.Text("Version") is { } version && version != "1.0")
        {
            root.Refuse("Version", "must be '1.0'");
        }

        JsonPathOnly(root);
        var startAt = root.Text("StartAt") ?? "";
        var timeout = root.Whole("TimeoutSeconds", 1, MaxSecondsLength);
        var states = States(root);
        root.RefuseTheRest();
        if (!root.Problems.Any)
        {
            Transitions.Check(startAt, states, root.Problems);
        }

        return new StateMachineDefinition(startAt, states, timeout);
    }

    /// <summary>JSONata is another language; JSONPath may be said explicitly.</summary>
    public static void JsonPathOnly(FieldReader fields)
    {
        if (fields.Text("QueryLanguage") is { } language && language != "JSONPath")
        {
            fields.Refuse("QueryLanguage", $"must be 'JSONPath': '{language}' is not supported");
        }
    }

    private static ImmutableDictionary<string, State> States(FieldReader root)
    {
        var states = ImmutableDictionary.CreateBuilder<string, State>(StringComparer.Ordinal);
        if (root.Node("States") is not JsonObject members)
        {
            root.Refuse("States", "must be an object");
            return states.ToImmutable();
        }

        foreach (var (name, node) in members)
        {
            var location = $"/States/{name}";
            if (name.Length is 0 or > MaxStateNameLength)
            {
                root.Problems.Schema($"The state name '{name}' must have 1 to {MaxStateNameLength} characters", location);
            }

            if (node is not JsonObject fields)
            {
                root.Problems.Schema("Expected value of type Object", location);
            }
            else if (StateParser.Parse(name, new FieldReader(fields, location, $"state '{name}'", root.Problems)) is { } state)
            {
                states[name] = state;
            }
        }

        return states.ToImmutable();
    }
}
