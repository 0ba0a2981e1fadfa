namespace OpsAgent.StatesLanguage;

/// <summary>What validation found in a definition.</summary>
/// <param name="Severity">ERROR or WARNING.</param>
/// <param name="Code">AWS's code, such as SCHEMA_VALIDATION_FAILED.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Location">JSON pointer, or null if it is the definition as a whole.</param>
internal sealed record Diagnostic(string Severity, string Code, string Message, string? Location)
{
    public const string Error = "ERROR";
    public const string Warning = "WARNING";

    public bool IsError => Severity == Error;

    public override string ToString() => Location is null ? $"{Code}: {Message}" : $"{Code}: {Message} at {Location}";
}
