namespace OpsAgent.StatesLanguage;

/// <summary>What is wrong with a definition, in the words CreateStateMachine answers with.</summary>
internal sealed class Problems
{
    private readonly List<string> _found = [];

    public bool Any => _found.Count > 0;

    public string Text => string.Join(", ", _found);

    public void Schema(string message, string location) => _found.Add($"SCHEMA_VALIDATION_FAILED: {message} at {location}");

    public void Target(string message, string location) => _found.Add($"MISSING_TRANSITION_TARGET: {message} at {location}");

    public void NotJson(string message) => _found.Add($"INVALID_JSON_DESCRIPTION: {message}");
}
