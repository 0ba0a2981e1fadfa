namespace OpsAgent.StatesLanguage;

/// <summary>A path argument that names nothing. The outermost call reports it, whole, even when an inner call asked.</summary>
#pragma warning disable CA1032, CA1064 // an internal carrier with exactly one meaning; it is caught by the evaluator beside it
internal sealed class MissingArgumentException(string message) : InvalidOperationException(message);
#pragma warning restore CA1032, CA1064
