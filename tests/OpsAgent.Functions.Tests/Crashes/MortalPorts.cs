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

namespace OpsAgent.Functions.Tests.Crashes;

/// <summary>Puts the plan's moments round every port that a write works on.</summary>
internal static class MortalPorts
{
    public static Ports Of(Ports ports, CrashPlan plan) => ports with
    {
        Readers = ports.Readers with { Instances = new Instances(ports.Readers.Instances, plan), Services = new Services(ports.Readers.Services, plan) },
        ExecutorRole = () => new Role(ports.ExecutorRole(), plan),
        ApprovalStore = new Store(ports.ApprovalStore, plan),
        Decisions = new Decisions(ports.Decisions, plan),
        SigningKey = () => new Signer(ports.SigningKey(), plan),
        TargetHistory = new History(ports.TargetHistory, plan),
        ProposalIndex = new Index(ports.ProposalIndex, plan),
        ReconcilerCursor = new Place(ports.ReconcilerCursor, plan),
        ReconcilerLease = new Lease(ports.ReconcilerLease, plan),
        AuditTrail = new Trail(ports.AuditTrail, plan),
        StateMachine = new Workflow(ports.StateMachine, plan),
        Notifier = new Notifier(ports.Notifier, plan),
    };

    private static Task<bool> ActAsync(CrashPlan plan, string port, Func<Task> act) => plan.CallAsync(port, async () =>
    {
        await act();
        return true;
    });

    private sealed class Store(IApprovalStore inner, CrashPlan plan) : IApprovalStore
    {
        public Task<SubmitResult> SubmitAsync(Proposal proposal, IReadOnlyList<AuditEvent> events, SignedDecision? decision, CancellationToken cancellationToken) =>
            plan.CallAsync("Submit", () => inner.SubmitAsync(proposal, events, decision, cancellationToken));

        public Task<bool> ReplaceAsync(
            Proposal before, Proposal after, IReadOnlyList<AuditEvent> events, SignedDecision? decision, IReadOnlyList<BudgetUse> budgets, CancellationToken cancellationToken) =>
            plan.CallAsync($"Replace with {after.Status}", () => inner.ReplaceAsync(before, after, events, decision, budgets, cancellationToken));

        public Task<Proposal?> FindAsync(ProposalId id, CancellationToken cancellationToken) => plan.CallAsync("Find", () => inner.FindAsync(id, cancellationToken));

        public Task<Proposal?> FindByKeyAsync(Person requester, string key, CancellationToken cancellationToken) =>
            plan.CallAsync("FindByKey", () => inner.FindByKeyAsync(requester, key, cancellationToken));

        public Task<Proposal?> FindByTokenAsync(TokenHash hash, CancellationToken cancellationToken) =>
            plan.CallAsync("FindByToken", () => inner.FindByTokenAsync(hash, cancellationToken));

        public Task<ProposalId?> FindHolderAsync(string targetArn, CancellationToken cancellationToken) =>
            plan.CallAsync("FindHolder", () => inner.FindHolderAsync(targetArn, cancellationToken));
    }

    private sealed class Decisions(IDecisions inner, CrashPlan plan) : IDecisions
    {
        public Task<IReadOnlyList<SignedDecision>> ReadAsync(ProposalId proposal, CancellationToken cancellationToken) =>
            plan.CallAsync("ReadDecisions", () => inner.ReadAsync(proposal, cancellationToken));
    }

    private sealed class Signer(ISigningKey inner, CrashPlan plan) : ISigningKey
    {
        public Task<byte[]> SignAsync(ReadOnlyMemory<byte> digest, CancellationToken cancellationToken) => plan.CallAsync("Sign", () => inner.SignAsync(digest, cancellationToken));
    }

    private sealed class History(ITargetHistory inner, CrashPlan plan) : ITargetHistory
    {
        public Task<TargetHistory> FindLastAsync(string targetArn, string operation, CancellationToken cancellationToken) =>
            plan.CallAsync("FindLast", () => inner.FindLastAsync(targetArn, operation, cancellationToken));
    }

    private sealed class Index(IProposalIndex inner, CrashPlan plan) : IProposalIndex
    {
        public Task<ProposalList> ListAsync(ProposalStatus status, int limit, CancellationToken cancellationToken) =>
            plan.CallAsync("List", () => inner.ListAsync(status, limit, cancellationToken));

        public Task<ProposalPage> ListOldestFirstAsync(ProposalStatus status, DateTimeOffset since, ProposalCursor? after, int limit, CancellationToken cancellationToken) =>
            plan.CallAsync("Walk", () => inner.ListOldestFirstAsync(status, since, after, limit, cancellationToken));
    }

    private sealed class Place(IReconcilerCursor inner, CrashPlan plan) : IReconcilerCursor
    {
        public Task<ProposalCursor?> ReadCursorAsync(CancellationToken cancellationToken) => plan.CallAsync("ReadPlace", () => inner.ReadCursorAsync(cancellationToken));

        public Task SaveCursorAsync(ProposalCursor? place, CancellationToken cancellationToken) =>
            ActAsync(plan, "KeepPlace", () => inner.SaveCursorAsync(place, cancellationToken));
    }

    private sealed class Lease(IReconcilerLease inner, CrashPlan plan) : IReconcilerLease
    {
        public Task<bool> TryTakeAsync(ReconcilerLease lease, CancellationToken cancellationToken) => plan.CallAsync("TakeLease", () => inner.TryTakeAsync(lease, cancellationToken));

        public Task FreeAsync(ReconcilerLease lease, CancellationToken cancellationToken) => ActAsync(plan, "FreeLease", () => inner.FreeAsync(lease, cancellationToken));
    }

    private sealed class Trail(IAuditTrail inner, CrashPlan plan) : IAuditTrail
    {
        public Task AppendAsync(IReadOnlyList<AuditEvent> events, CancellationToken cancellationToken) =>
            ActAsync(plan, "Append", () => inner.AppendAsync(events, cancellationToken));

        public Task<IReadOnlyList<AuditEvent>> ReadAsync(string chain, CancellationToken cancellationToken) =>
            plan.CallAsync("ReadChain", () => inner.ReadAsync(chain, cancellationToken));
    }

    private sealed class Workflow(IStateMachine inner, CrashPlan plan) : IStateMachine
    {
        public string ExecutionArnOf(Proposal proposal) => inner.ExecutionArnOf(proposal);

        public Task<bool> IsWaitingAsync(Proposal proposal, DateTimeOffset enteredAt, int retryCount, CancellationToken cancellationToken) =>
            plan.CallAsync("IsWaiting", () => inner.IsWaitingAsync(proposal, enteredAt, retryCount, cancellationToken));

        public Task<bool> StartAsync(Proposal proposal, CancellationToken cancellationToken) => plan.CallAsync("Start", () => inner.StartAsync(proposal, cancellationToken));

        public Task<bool> ResumeAsync(Proposal proposal, CancellationToken cancellationToken) => plan.CallAsync("Resume", () => inner.ResumeAsync(proposal, cancellationToken));

        public Task<StateMachineExecution?> DescribeAsync(Proposal proposal, CancellationToken cancellationToken) =>
            plan.CallAsync("Describe", () => inner.DescribeAsync(proposal, cancellationToken));

        public Task<IReadOnlyList<StateMachineStep>> TraceAsync(Proposal proposal, CancellationToken cancellationToken) =>
            plan.CallAsync("Trace", () => inner.TraceAsync(proposal, cancellationToken));
    }

    private sealed class Notifier(INotifier inner, CrashPlan plan) : INotifier
    {
        public Task NotifyAsync(Notice notice, CancellationToken cancellationToken) => ActAsync(plan, $"Notify {notice.Kind}", () => inner.NotifyAsync(notice, cancellationToken));
    }

    private sealed class Instances(IInstances inner, CrashPlan plan) : IInstances
    {
        public Task<InstancePage> FindInTroubleAsync(int limit, CancellationToken cancellationToken) => inner.FindInTroubleAsync(limit, cancellationToken);

        public Task<Instance?> FindAsync(string instanceId, CancellationToken cancellationToken) =>
            plan.CallAsync("DescribeInstances", () => inner.FindAsync(instanceId, cancellationToken));

        public Task<InstancePage> FindByTagAsync(string key, string value, int limit, CancellationToken cancellationToken) =>
            plan.CallAsync("DescribeInstances", () => inner.FindByTagAsync(key, value, limit, cancellationToken));
    }

    private sealed class Services(IEcsServices inner, CrashPlan plan) : IEcsServices
    {
        public Task<EcsServicePage?> ListAsync(string? cluster, bool withTags, int limit, CancellationToken cancellationToken) => inner.ListAsync(cluster, withTags, limit, cancellationToken);

        public Task<EcsService?> FindAsync(string cluster, string service, CancellationToken cancellationToken) =>
            plan.CallAsync("DescribeServices", () => inner.FindAsync(cluster, service, cancellationToken));
    }

    private sealed class Role(IExecutorRole inner, CrashPlan plan) : IExecutorRole
    {
        public async Task<IExecutor> AssumeAsync(ExecutorScope scope, CancellationToken cancellationToken) =>
            new Hands(await plan.CallAsync("AssumeRole", () => inner.AssumeAsync(scope, cancellationToken)), plan);
    }

    private sealed class Hands(IExecutor inner, CrashPlan plan) : IExecutor
    {
        public Task ExecuteAsync(AwsChange change, WriteIntent intent, CancellationToken cancellationToken) =>
            ActAsync(plan, $"{change.Action.Split(':')[1]} to {intent}", () => inner.ExecuteAsync(change, intent, cancellationToken));
    }
}
