namespace OpsAgent.StatesLanguage;

/// <summary>Error or Cause of a Fail state: a literal, or the path of ErrorPath or CausePath.</summary>
/// <param name="Field">The name of the field in the definition.</param>
internal sealed record ErrorOrCause(string Field, Template Value);
