namespace OpsAgent.StatesLanguage;

/// <summary>What validation has found so far, in the order that it was found.</summary>
internal sealed class DefinitionErrors
{
    private readonly List<Diagnostic> _found = [];

    public IReadOnlyList<Diagnostic> Found => _found;

    public bool Any => _found.Any(diagnostic => diagnostic.IsError);

    /// <summary>Every error, as CreateStateMachine reports them in InvalidDefinition.</summary>
    public string Message => string.Join(", ", _found.Where(diagnostic => diagnostic.IsError));

    public void AddSchemaError(string message, string? location) => AddError("SCHEMA_VALIDATION_FAILED", message, location);

    public void AddTransitionError(string message, string location) => AddError("MISSING_TRANSITION_TARGET", message, location);

    public void AddEndError() => AddError("MISSING_END_STATE", "Workflow has no terminal state", null);

    public void AddJsonError(string message) => AddError("INVALID_JSON_DESCRIPTION", message, null);

    public void AddWarning(string code, string message, string location) => _found.Add(new Diagnostic(Diagnostic.Warning, code, message, location));

    private void AddError(string code, string message, string? location) => _found.Add(new Diagnostic(Diagnostic.Error, code, message, location));
}
