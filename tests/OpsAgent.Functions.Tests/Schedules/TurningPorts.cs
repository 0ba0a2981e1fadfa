using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Approvals.Signatures;
using OpsAgent.Core.Approvals.StateMachine;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Guardrails.Policies;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Ec2;
using OpsAgent.Core.Operations.Ecs;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Functions.Tests.Schedules;

/// <summary>Gives the turn away before every call of a port, and lets the referee see what was stored and what was changed.</summary>
internal static class TurningPorts
{
    public static Ports Of(Ports ports, Turns turns, Referee referee, Func<ProposalId, bool> isWaiting) => ports with
    {
        Readers = ports.Readers with { Instances = new Instances(ports.Readers.Instances, turns), Services = new Services(ports.Readers.Services, turns) },
        ExecutorRole = () => new Role(ports.ExecutorRole(), turns, referee),
        ApprovalStore = new Store(ports.ApprovalStore, turns, referee),
        TargetHistory = new History(ports.TargetHistory, turns),
        ProposalIndex = new Index(ports.ProposalIndex, turns),
        StateMachine = new Workflow(ports.StateMachine, turns, isWaiting),
    };

    private sealed class Store(IApprovalStore inner, Turns turns, Referee referee) : IApprovalStore
    {
        public async Task<SubmitResult> SubmitAsync(Proposal proposal, IReadOnlyList<AuditEvent> events, SignedDecision? decision, CancellationToken cancellationToken)
        {
            await turns.TurnAsync("submits");
            var submission = await inner.SubmitAsync(proposal, events, decision, cancellationToken);
            if (submission is SubmitResult.Stored)
            {
                referee.Submitted(turns.Acting, proposal);
            }

            return submission;
        }

        public async Task<bool> ReplaceAsync(
            Proposal before, Proposal after, IReadOnlyList<AuditEvent> events, SignedDecision? decision, IReadOnlyList<BudgetUse> budgets, CancellationToken cancellationToken)
        {
            await turns.TurnAsync($"writes {before.Status} -> {after.Status}");
            var replaced = await inner.ReplaceAsync(before, after, events, decision, budgets, cancellationToken);
            if (replaced)
            {
                referee.Replaced(turns.Acting, before, after);
            }
            else
            {
                referee.Collisions++;
            }

            return replaced;
        }

        public async Task<Proposal?> FindAsync(ProposalId id, CancellationToken cancellationToken)
        {
            await turns.TurnAsync("reads");
            return await inner.FindAsync(id, cancellationToken);
        }

        public async Task<Proposal?> FindByKeyAsync(Person requester, string key, CancellationToken cancellationToken)
        {
            await turns.TurnAsync("reads by key");
            return await inner.FindByKeyAsync(requester, key, cancellationToken);
        }

        public async Task<Proposal?> FindByTokenAsync(TokenHash hash, CancellationToken cancellationToken)
        {
            await turns.TurnAsync("reads by token");
            return await inner.FindByTokenAsync(hash, cancellationToken);
        }

        public async Task<ProposalId?> FindHolderAsync(string targetArn, CancellationToken cancellationToken)
        {
            await turns.TurnAsync("reads a lease");
            return await inner.FindHolderAsync(targetArn, cancellationToken);
        }
    }

    private sealed class History(ITargetHistory inner, Turns turns) : ITargetHistory
    {
        public async Task<TargetHistory> FindLastAsync(string targetArn, string operation, CancellationToken cancellationToken)
        {
            await turns.TurnAsync("reads the target's history");
            return await inner.FindLastAsync(targetArn, operation, cancellationToken);
        }
    }

    private sealed class Index(IProposalIndex inner, Turns turns) : IProposalIndex
    {
        public async Task<ProposalList> ListAsync(ProposalStatus status, int limit, CancellationToken cancellationToken)
        {
            await turns.TurnAsync("lists");
            return await inner.ListAsync(status, limit, cancellationToken);
        }

        public async Task<ProposalPage> ListOldestFirstAsync(ProposalStatus status, DateTimeOffset since, ProposalCursor? after, int limit, CancellationToken cancellationToken)
        {
            await turns.TurnAsync("walks");
            return await inner.ListOldestFirstAsync(status, since, after, limit, cancellationToken);
        }
    }

    private sealed class Instances(IInstances inner, Turns turns) : IInstances
    {
        public Task<InstancePage> FindInTroubleAsync(int limit, CancellationToken cancellationToken) => inner.FindInTroubleAsync(limit, cancellationToken);

        public async Task<Instance?> FindAsync(string instanceId, CancellationToken cancellationToken)
        {
            await turns.TurnAsync("describes");
            return await inner.FindAsync(instanceId, cancellationToken);
        }

        public Task<InstancePage> FindByTagAsync(string key, string value, int limit, CancellationToken cancellationToken) =>
            inner.FindByTagAsync(key, value, limit, cancellationToken);
    }

    private sealed class Services(IEcsServices inner, Turns turns) : IEcsServices
    {
        public Task<EcsServicePage?> ListAsync(string? cluster, bool withTags, int limit, CancellationToken cancellationToken) => inner.ListAsync(cluster, withTags, limit, cancellationToken);

        public async Task<EcsService?> FindAsync(string cluster, string service, CancellationToken cancellationToken)
        {
            await turns.TurnAsync("describes");
            return await inner.FindAsync(cluster, service, cancellationToken);
        }
    }

    private sealed class Role(IExecutorRole inner, Turns turns, Referee referee) : IExecutorRole
    {
        public async Task<IExecutor> AssumeAsync(ExecutorScope scope, CancellationToken cancellationToken)
        {
            await turns.TurnAsync("assumes the role");
            return new Hands(await inner.AssumeAsync(scope, cancellationToken), scope, turns, referee);
        }
    }

    private sealed class Hands(IExecutor inner, ExecutorScope scope, Turns turns, Referee referee) : IExecutor
    {
        public async Task ExecuteAsync(AwsChange change, WriteIntent intent, CancellationToken cancellationToken)
        {
            var what = change is UpdateServiceCount { DesiredCount: var count } ? $"scale to {count}" : "reboot";
            await turns.TurnAsync($"{what} to {intent}");
            await inner.ExecuteAsync(change, intent, cancellationToken);
            if (intent is WriteIntent.Execute)
            {
                referee.Changed(turns.RequestId, scope.ProposalId, what);
            }
        }
    }

    /// <summary>Step Functions: what it is told it does on its own, later.</summary>
    private sealed class Workflow(IStateMachine inner, Turns turns, Func<ProposalId, bool> isWaiting) : IStateMachine
    {
        public string ExecutionArnOf(Proposal proposal) => inner.ExecutionArnOf(proposal);

        public async Task<bool> IsWaitingAsync(Proposal proposal, DateTimeOffset enteredAt, int retryCount, CancellationToken cancellationToken)
        {
            await turns.TurnAsync("reads the history of the execution");
            return await inner.IsWaitingAsync(proposal, enteredAt, retryCount, cancellationToken);
        }

        public async Task<bool> StartAsync(Proposal proposal, CancellationToken cancellationToken)
        {
            await turns.TurnAsync("starts the execution");
            if (await inner.DescribeAsync(proposal, cancellationToken) is { IsRunning: false })
            {
                return false;
            }

            turns.Spawn(new Actor("machine"), () => inner.StartAsync(proposal, CancellationToken.None));
            return true;
        }

        public async Task<bool> ResumeAsync(Proposal proposal, CancellationToken cancellationToken)
        {
            await turns.TurnAsync("calls back");
            turns.Spawn(new Actor("machine"), () => inner.ResumeAsync(proposal, CancellationToken.None));
            return isWaiting(proposal.Id);
        }

        public Task<StateMachineExecution?> DescribeAsync(Proposal proposal, CancellationToken cancellationToken) => inner.DescribeAsync(proposal, cancellationToken);

        public Task<IReadOnlyList<StateMachineStep>> TraceAsync(Proposal proposal, CancellationToken cancellationToken) => inner.TraceAsync(proposal, cancellationToken);
    }
}
