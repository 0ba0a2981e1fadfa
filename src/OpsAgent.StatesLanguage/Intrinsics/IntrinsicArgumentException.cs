namespace OpsAgent.StatesLanguage;

/// <summary>An invalid argument of an intrinsic function: States.IntrinsicFailure. The evaluator adds the call's text.</summary>
#pragma warning disable CA1032, CA1064 // thrown and caught inside the evaluator only
internal sealed class IntrinsicArgumentException(string message) : InvalidOperationException(message);
#pragma warning restore CA1032, CA1064
