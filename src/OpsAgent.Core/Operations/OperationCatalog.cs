using System.Text.Json.Nodes;

using OpsAgent.Core.Operations.CloudTrail;
using OpsAgent.Core.Operations.CloudWatch;
using OpsAgent.Core.Operations.Ec2;
using OpsAgent.Core.Operations.Ecs;
using OpsAgent.Core.Operations.Incidents;
using OpsAgent.Core.Operations.LoadBalancing;
using OpsAgent.Core.Operations.Messages;
using OpsAgent.Core.Operations.Overview;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Operations;

/// <summary>Every operation there is. The one list that a new operation is added to.</summary>
public sealed class OperationCatalog(params IReadOnlyList<Operation> operations)
{
    public static OperationCatalog Default { get; } = new(
        new GetEc2Status(),
        new GetCloudWatchMetrics(),
        new DescribeAlbTargetHealth(),
        new SearchCloudTrailEvents(),
        new GetOverview(),
        new RebootEc2(),
        new ScaleEcsService(),
        new RollbackEcsService(),
        new CreateIncidentRecord(),
        new PostSummaryToChannel());

    public IReadOnlyList<Operation> Operations { get; } = operations;

    /// <returns>The operations of one kind alone, for a function that has no business with the others.</returns>
    public OperationCatalog Only<T>()
        where T : Operation => new([.. Operations.OfType<T>()]);

    public Outcome<T> Find<T>(string? name, string field)
        where T : Operation
    {
        var known = Operations.OfType<T>().ToList();
        return known.Find(o => o.Name == name) is { } found
            ? found
            : new Refusal(
                ErrorCode.UnknownOperation,
                $"There is no such {field} here. Known: {string.Join(", ", known.Select(o => o.Name))}.",
                new JsonObject { ["field"] = field, ["known"] = JsonConversions.Array(known.Select(o => o.Name)) }.ToElement());
    }
}
