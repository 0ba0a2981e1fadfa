namespace OpsAgent.StatesLanguage;

/// <summary>An argument that a function cannot take; the evaluator adds the call's text.</summary>
#pragma warning disable CA1032, CA1064 // an internal carrier with exactly one meaning; it is caught by the evaluator beside it
internal sealed class IntrinsicArgumentException(string message) : InvalidOperationException(message);
#pragma warning restore CA1032, CA1064
