namespace OpsAgent.StatesLanguage;

/// <summary>
/// A state cannot go on: a path named nothing, a value has the wrong type, a limit was passed.
/// It leaves the evaluators and is caught once, where the running state becomes a failed execution; it never leaves the interpreter.
/// </summary>
#pragma warning disable CA1032, CA1064 // an internal carrier with exactly one meaning; nobody outside can catch or make it
internal sealed class StateErrorException(string error, string cause, bool namesTheState = true) : InvalidOperationException(cause)
#pragma warning restore CA1032, CA1064
{
    public string Error { get; } = error;

    /// <summary>Most causes begin with the sentence that names the state and its event; the size limit's does not.</summary>
    public bool NamesTheState { get; } = namesTheState;
}
