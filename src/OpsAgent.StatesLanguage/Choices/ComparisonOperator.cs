using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>One comparison operator of a Choice Rule, such as <c>NumericEquals</c>.</summary>
/// <param name="AcceptsOperand">Whether a definition may compare with this literal.</param>
/// <param name="Evaluate">From the variable and the operand to true or false.</param>
internal sealed record ComparisonOperator(string Name, Func<JsonNode?, bool> AcceptsOperand, Func<JsonNode?, JsonNode?, bool> Evaluate);
