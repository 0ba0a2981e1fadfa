using System.Collections.Concurrent;

using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Ecs;
using OpsAgent.Core.Primitives;

namespace OpsAgent.TestKit;

/// <summary>
/// Records what would have been changed. Refuses, as IAM does, what lies outside the scope that was assumed.
/// </summary>
public sealed class FakeExecutorRole : IExecutorRole
{
    private readonly ConcurrentQueue<Execution> _executions = new();

    /// <summary>Every call in order, also those that failed.</summary>
    public IReadOnlyCollection<Execution> Executions => _executions;

    /// <summary>What assuming the role throws, or null.</summary>
    public Exception? AssumeFailure { get; set; }

    /// <summary>The hook: what happens in a call after it is recorded; what it throws, the call throws.</summary>
    public Func<Execution, Task>? Then { get; set; }

    public IEnumerable<Execution> Changes() => _executions.Where(e => e.Intent is WriteIntent.Execute);

    public Task<IExecutor> AssumeAsync(ExecutorScope scope, CancellationToken cancellationToken) =>
        AssumeFailure is null ? Task.FromResult<IExecutor>(new Hands(this, scope)) : Task.FromException<IExecutor>(AssumeFailure);

    private static string Said(AwsChange change) => change switch
    {
        UpdateServiceCount count => $"{change.Resource}={count.DesiredCount}",
        UpdateServiceTaskDefinition deployed => $"{change.Resource}={deployed.TaskDefinition}",
        _ => change.Resource,
    };

    private sealed class Hands(FakeExecutorRole role, ExecutorScope scope) : IExecutor
    {
        public async Task ExecuteAsync(AwsChange change, WriteIntent intent, CancellationToken cancellationToken)
        {
            var execution = new Execution(scope, Said(change), intent);
            role._executions.Enqueue(execution);
            if (scope.IamAction != change.Action || !scope.ResourceArn.EndsWith($"/{change.Resource}", StringComparison.Ordinal))
            {
                throw new AwsException(ErrorCode.AwsAccessDenied, change.Action, scope.ResourceArn, "The session policy allows another action or resource.");
            }

            if (role.Then is { } then)
            {
                await then(execution);
            }
        }
    }
}
