namespace OpsAgent.StatesLanguage;

/// <summary>A path argument without a value. The message quotes the outermost call, also for an argument of a nested one.</summary>
#pragma warning disable CA1032, CA1064 // thrown and caught inside the evaluator only
internal sealed class MissingArgumentException(string message) : InvalidOperationException(message);
#pragma warning restore CA1032, CA1064
