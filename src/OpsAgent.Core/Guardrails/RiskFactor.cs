namespace OpsAgent.Core.Guardrails;

/// <summary>One rule that applied.</summary>
/// <param name="Rule">Its stable name, such as <c>criticality</c>.</param>
/// <param name="Weight">How far it moves the level: the sum of all is low up to 0, medium at 1, high from 2.</param>
/// <param name="Reason">Why, for the approver.</param>
public sealed record RiskFactor(string Rule, int Weight, string Reason);
