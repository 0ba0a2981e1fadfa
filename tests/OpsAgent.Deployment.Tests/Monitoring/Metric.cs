namespace OpsAgent.Deployment.Tests.Monitoring;

/// <summary>A metric of CloudWatch: the same name with other dimensions is another metric.</summary>
/// <param name="Dimensions">Their names in order, between commas.</param>
internal sealed record Metric(string Namespace, string Name, string Dimensions)
{
    public static Metric Of(string space, string name, IEnumerable<string> dimensions) =>
        new(space, name, string.Join(',', dimensions.Order(StringComparer.Ordinal)));
}
