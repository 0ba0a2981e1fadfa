namespace OpsAgent.StatesLanguage;

/// <summary>
/// An error that fails the execution: a path without a value, a value of the wrong type, an exceeded quota.
/// Caught in <see cref="Interpreter"/> only.
/// </summary>
#pragma warning disable CA1032, CA1064 // thrown and caught inside the interpreter only
internal sealed class StateErrorException(string error, string cause, bool includesState = true) : InvalidOperationException(cause)
#pragma warning restore CA1032, CA1064
{
    public string Error { get; } = error;

    /// <summary>Whether the cause in the history begins with the sentence that names the state and its event.</summary>
    public bool IncludesState { get; } = includesState;
}
