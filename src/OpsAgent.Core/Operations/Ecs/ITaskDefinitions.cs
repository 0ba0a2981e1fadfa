using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Operations.Ecs;

/// <summary>
/// Task definitions, and which of them a service has run; read only. An implementation MUST NOT answer the values of
/// environment variables, only whether two are equal, and MUST throw <see cref="AwsException"/> when AWS does not answer.
/// </summary>
public interface ITaskDefinitions
{
    /// <param name="name">Family and revision, such as <c>web:41</c>, or an ARN.</param>
    /// <returns>The task definition, deregistered ones included, or null when there is none.</returns>
    Task<TaskDefinition?> FindAsync(string name, CancellationToken cancellationToken);

    /// <returns>The ARN of the newest ACTIVE revision of the family before <paramref name="revision"/>, or null.</returns>
    Task<string?> FindRevisionBeforeAsync(string family, int revision, CancellationToken cancellationToken);

    /// <returns>
    /// Deployments of the service that completed, newest first: at least until one of another task definition than the
    /// service's, as far as AWS keeps them (90 days); empty where AWS keeps none.
    /// </returns>
    Task<IReadOnlyList<CompletedDeployment>> ListCompletedDeploymentsAsync(EcsService service, CancellationToken cancellationToken);
}

/// <summary>A deployment that reached a steady state.</summary>
/// <param name="TaskDefinition">Its ARN.</param>
/// <param name="At">When it was finished.</param>
public sealed record CompletedDeployment(string TaskDefinition, DateTimeOffset At);
