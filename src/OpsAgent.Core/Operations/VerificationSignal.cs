namespace OpsAgent.Core.Operations;

/// <summary>One thing to look at after a change.</summary>
/// <param name="Name">What is looked at, such as <c>instance check</c>.</param>
/// <param name="Good">Whether it is as it should be.</param>
/// <param name="Observed">What was seen, in AWS's words.</param>
public sealed record VerificationSignal(string Name, bool Good, string Observed);
