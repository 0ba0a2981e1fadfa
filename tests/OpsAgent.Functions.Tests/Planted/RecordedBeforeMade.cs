using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Operations;
using OpsAgent.Functions.Hosting;
using OpsAgent.Functions.Tests.Crashes;
using OpsAgent.Functions.Tests.Kit;

namespace OpsAgent.Functions.Tests.Planted;

/// <summary>The outcome is written down first, and the change made afterwards.</summary>
internal sealed class RecordedBeforeMade : Fault
{
    private Func<Task>? makeAsync;

    public override Ports Plant(Ports ports, Bench bench) => ports with
    {
        ApprovalStore = new Store(ports.ApprovalStore, this),
        ExecutorRole = () => new Role(ports.ExecutorRole(), this),
    };

    private sealed class Store(IApprovalStore inner, RecordedBeforeMade fault) : StoreAround(inner)
    {
        public override async Task<bool> ReplaceAsync(Proposal before, Proposal after, IReadOnlyList<AuditEvent> events, CancellationToken cancellationToken)
        {
            var replaced = await Inner.ReplaceAsync(before, after, events, cancellationToken);
            if (replaced && after.Execution is not null && fault.makeAsync is { } makeAsync)
            {
                fault.makeAsync = null;
                await makeAsync();
            }

            return replaced;
        }
    }

    private sealed class Role(IExecutorRole inner, RecordedBeforeMade fault) : IExecutorRole
    {
        public async Task<IExecutor> AssumeAsync(ExecutorScope scope, CancellationToken cancellationToken) => new Hands(await inner.AssumeAsync(scope, cancellationToken), fault);
    }

    private sealed class Hands(IExecutor inner, RecordedBeforeMade fault) : IExecutor
    {
        public Task ExecuteAsync(AwsChange change, WriteIntent intent, CancellationToken cancellationToken)
        {
            if (intent is WriteIntent.Validate)
            {
                return inner.ExecuteAsync(change, intent, cancellationToken);
            }

            fault.makeAsync = () => inner.ExecuteAsync(change, intent, cancellationToken);
            return Task.CompletedTask;
        }
    }
}
