using System.Collections.Concurrent;

using OpsAgent.Core.Operations;
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

    private sealed class Hands(FakeExecutorRole role, ExecutorScope scope) : IExecutor
    {
        public Task RebootInstanceAsync(string instanceId, WriteIntent intent, CancellationToken cancellationToken) =>
            ActAsync("ec2:RebootInstances", $":instance/{instanceId}", new Execution(scope, instanceId, intent));

        public Task ScaleServiceAsync(string cluster, string service, int desiredCount, WriteIntent intent, CancellationToken cancellationToken) =>
            ActAsync("ecs:UpdateService", $":service/{cluster}/{service}", new Execution(scope, $"{cluster}/{service}={desiredCount}", intent));

        private async Task ActAsync(string action, string arnEnd, Execution execution)
        {
            role._executions.Enqueue(execution);
            if (scope.IamAction != action || !scope.ResourceArn.EndsWith(arnEnd, StringComparison.Ordinal))
            {
                throw new AwsException(ErrorCode.AwsAccessDenied, action, scope.ResourceArn, "The session policy allows another action or resource.");
            }

            if (role.Then is { } then)
            {
                await then(execution);
            }
        }
    }
}
