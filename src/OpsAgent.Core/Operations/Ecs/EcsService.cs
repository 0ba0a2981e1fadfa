using System.Collections.Immutable;

namespace OpsAgent.Core.Operations.Ecs;

/// <summary>An ECS service as DescribeServices shows it.</summary>
/// <param name="Arn">Such as <c>arn:aws:ecs:us-east-1:123456789012:service/production/web</c>.</param>
/// <param name="Cluster">The cluster's name.</param>
/// <param name="Name">The service's name.</param>
/// <param name="Status">AWS's word: ACTIVE, DRAINING, INACTIVE.</param>
/// <param name="Desired">Tasks that should run.</param>
/// <param name="Running">Tasks that run.</param>
/// <param name="Pending">Tasks that start.</param>
/// <param name="TaskDefinition">The task definition's ARN.</param>
/// <param name="Deployments">How many deployments there are: one when it is steady.</param>
/// <param name="Rollout">The primary deployment's rollout state: COMPLETED, IN_PROGRESS, FAILED.</param>
/// <param name="Tags">Names and values, case-sensitive.</param>
public sealed record EcsService(
    string Arn,
    string Cluster,
    string Name,
    string Status,
    int Desired,
    int Running,
    int Pending,
    string TaskDefinition,
    int Deployments,
    string Rollout,
    ImmutableSortedDictionary<string, string> Tags)
{
    public bool IsSteady => Running == Desired && Pending == 0 && Deployments == 1 && Rollout == "COMPLETED";
}
