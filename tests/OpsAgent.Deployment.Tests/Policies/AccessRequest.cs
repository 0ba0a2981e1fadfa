namespace OpsAgent.Deployment.Tests.Policies;

/// <summary>One request as IAM sees it.</summary>
/// <param name="Action">Such as <c>ec2:RebootInstances</c>, without wildcards.</param>
/// <param name="Resource">The ARN, or <c>*</c> for an action that knows no resources.</param>
public sealed record AccessRequest(string Action, string Resource)
{
    /// <summary>Condition keys and their values; names are compared in any case. A key that is not here is missing from the request.</summary>
    public IReadOnlyDictionary<string, string[]> Context { get; init; } = new Dictionary<string, string[]>();

    /// <summary>Who asks, for resource-based policies: <c>AWS</c> or <c>Service</c>, and which.</summary>
    public (string Kind, string Name)? Principal { get; init; }

    public AccessRequest With(string key, params string[] values) =>
        this with { Context = new Dictionary<string, string[]>(Context, StringComparer.OrdinalIgnoreCase) { [key] = values } };
}
