namespace OpsAgent.StatesLanguage;

/// <summary>The validation errors of a definition, as CreateStateMachine reports them in InvalidDefinition.</summary>
internal sealed class DefinitionErrors
{
    private readonly List<string> _errors = [];

    public bool Any => _errors.Count > 0;

    public string Message => string.Join(", ", _errors);

    public void AddSchemaError(string message, string location) => _errors.Add($"SCHEMA_VALIDATION_FAILED: {message} at {location}");

    public void AddTransitionError(string message, string location) => _errors.Add($"MISSING_TRANSITION_TARGET: {message} at {location}");

    public void AddJsonError(string message) => _errors.Add($"INVALID_JSON_DESCRIPTION: {message}");
}
