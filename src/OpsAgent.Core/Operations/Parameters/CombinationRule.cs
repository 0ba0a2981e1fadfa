namespace OpsAgent.Core.Operations.Parameters;

/// <summary>A rule over several parameters, which a schema without oneOf cannot say.</summary>
/// <param name="Description">The rule for people, such as <c>exactly one of a or b</c>.</param>
/// <param name="Field">The parameter to name when it is broken.</param>
/// <param name="Holds">The rule for the machine.</param>
public sealed record CombinationRule(string Description, string Field, Func<Arguments, bool> Holds);
