namespace OpsAgent.StatesLanguage;

/// <summary>Error or Cause of a Fail state: said, or read at <see cref="Field"/> (ErrorPath, CausePath).</summary>
internal sealed record FailText(string Field, Template Value);
