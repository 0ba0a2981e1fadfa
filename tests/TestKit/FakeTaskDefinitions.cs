using OpsAgent.Core.Operations.Ecs;

namespace OpsAgent.TestKit;

/// <summary>Task definitions and completed deployments that a test puts there; records what was asked for.</summary>
public sealed class FakeTaskDefinitions : ITaskDefinitions
{
    public IList<TaskDefinition> Definitions { get; } = [];

    /// <summary>Newest first, of whatever service.</summary>
    public IList<CompletedDeployment> Completed { get; } = [];

    public IList<string> Asked { get; } = [];

    /// <summary>What every call throws, or null.</summary>
    public Exception? Failure { get; set; }

    public Task<TaskDefinition?> FindAsync(string name, CancellationToken cancellationToken) =>
        AnswerAsync(name, Definitions.FirstOrDefault(d => d.Arn == name || d.Name.ToString() == name));

    public Task<string?> FindRevisionBeforeAsync(string family, int revision, CancellationToken cancellationToken) => AnswerAsync(
        $"before {family}:{revision}",
        Definitions.Where(d => d.Status == "ACTIVE" && d.Name.Family == family && d.Name.Revision < revision).MaxBy(d => d.Name.Revision)?.Arn);

    public Task<IReadOnlyList<CompletedDeployment>> ListCompletedDeploymentsAsync(EcsService service, CancellationToken cancellationToken) =>
        AnswerAsync<IReadOnlyList<CompletedDeployment>>("completed", [.. Completed]);

    private Task<T> AnswerAsync<T>(string asked, T answer)
    {
        Asked.Add(asked);
        return Failure is null ? Task.FromResult(answer) : Task.FromException<T>(Failure);
    }
}
