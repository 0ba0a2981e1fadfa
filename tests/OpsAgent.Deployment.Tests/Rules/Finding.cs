namespace OpsAgent.Deployment.Tests.Rules;

/// <summary>A resource, parameter or output that breaks a rule.</summary>
/// <param name="Resource">Its logical id, or <c>template</c>.</param>
/// <param name="Rule">The rule's method.</param>
/// <param name="Advice">What is wrong, and what to do.</param>
internal sealed record Finding(string Resource, string Rule, string Advice)
{
    public override string ToString() => $"{Resource} ({Rule}): {Advice}";
}
