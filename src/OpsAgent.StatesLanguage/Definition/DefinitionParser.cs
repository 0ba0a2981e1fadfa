using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>Parses and validates a state machine definition. What this engine would run differently from AWS is an error.</summary>
internal static class DefinitionParser
{
    public const long MaxSeconds = 99_999_999;
    private const int MaxStateNameLength = 80;
    private const string NotAnObject = "Definition must be a valid JSON object";

    private static readonly string[] Required = ["States", "StartAt"];

    /// <returns>The definition, or null; <paramref name="problems"/> then lists every error.</returns>
    public static StateMachineDefinition? Parse(string text, out string problems)
    {
        var errors = new DefinitionErrors();
        var definition = Parse(text, errors);
        problems = errors.Message;
        return errors.Any ? null : definition;
    }

    /// <returns>Every error and warning, in the order that they were found.</returns>
    public static IReadOnlyList<Diagnostic> Diagnose(string text, bool isExpress)
    {
        var errors = new DefinitionErrors();
        if (Parse(text, errors) is { } definition && isExpress)
        {
            foreach (var task in definition.States.Values.OfType<State.Task>().Where(task => task.Resource.WaitsForTaskToken))
            {
                errors.AddSchemaError("Express state machine does not support '.waitForTaskToken' service integration ", $"/States/{task.Name}/Resource");
            }
        }

        return errors.Found;
    }

    private static StateMachineDefinition? Parse(string text, DefinitionErrors errors)
    {
        if (text.Length == 0)
        {
            errors.AddSchemaError(NotAnObject, null);
            return null;
        }

        if (Encoding.UTF8.GetByteCount(text) > Quotas.MaxDefinitionBytes)
        {
            errors.AddSchemaError($"The definition is larger than {Quotas.MaxDefinitionBytes} bytes", "/");
            return null;
        }

        if (!JsonText.TryParse(text, out var node, out var malformed))
        {
            errors.AddJsonError(JacksonMessage.For(text, malformed));
            return null;
        }

        if (node is not JsonObject root)
        {
            errors.AddSchemaError(NotAnObject, "/");
            return null;
        }

        return Machine(new FieldReader(root, "/", "the state machine", errors));
    }

    private static StateMachineDefinition? Machine(FieldReader root)
    {
        var missing = Required.Where(name => !root.Has(name)).ToArray();
        if (missing.Length > 0)
        {
            root.Errors.AddSchemaError($"These fields are required: [{string.Join(", ", missing)}]", "/");
            return null;
        }

        root.Text("Comment");
        if (root.Text("Version") is { } version && version != "1.0")
        {
            root.AddError("Version", "must be '1.0'");
        }

        RequireJsonPath(root);
        var startAt = root.Text("StartAt") ?? "";
        var timeout = root.Integer("TimeoutSeconds", 1, MaxSeconds);
        var states = States(root);
        root.RejectUnknownFields();
        if (!root.Errors.Any)
        {
            TransitionValidator.Validate(startAt, states, root.Errors);
        }

        return new StateMachineDefinition(startAt, states, timeout);
    }

    /// <summary>Adds an error for any QueryLanguage but JSONPath.</summary>
    public static void RequireJsonPath(FieldReader fields)
    {
        if (fields.Text("QueryLanguage") is { } language && language != "JSONPath")
        {
            fields.AddError("QueryLanguage", $"must be 'JSONPath': '{language}' is not supported");
        }
    }

    private static ImmutableDictionary<string, State> States(FieldReader root)
    {
        var states = ImmutableDictionary.CreateBuilder<string, State>(StringComparer.Ordinal);
        if (root.Node("States") is not JsonObject members)
        {
            root.AddError("States", "must be an object");
            return states.ToImmutable();
        }

        foreach (var (name, node) in members)
        {
            var location = $"/States/{name}";
            if (name.Length is 0 or > MaxStateNameLength)
            {
                root.Errors.AddSchemaError($"The state name '{name}' must have 1 to {MaxStateNameLength} characters", location);
            }

            if (node is not JsonObject fields)
            {
                root.Errors.AddSchemaError("Expected value of type Object", location);
            }
            else if (StateParser.Parse(name, new FieldReader(fields, location, $"state '{name}'", root.Errors)) is { } state)
            {
                states[name] = state;
            }
        }

        return states.ToImmutable();
    }
}
