using System.Collections.Immutable;

using Amazon.Lambda.Core;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.StateMachine;
using OpsAgent.Core.Approvals.Transitions;
using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Guardrails.Policies;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Activities;

namespace OpsAgent.Functions.Reconciler;

/// <summary>
/// Holds the policy against what waits for people, on the facts that the proposals keep: AWS is not asked. The policy is read once a
/// run. While it is broken or cannot be read, what waits goes on waiting: nothing of it is executed before the policy can be asked again.
/// </summary>
internal sealed class PendingPolicy(
    PolicyCheck policies, RoleDirectory roles, ProposalContextLoader contexts, IStateMachine stateMachine, INotifier notifier, ILambdaLogger log, TimeProvider time)
{
    private WritePolicy _policy = WritePolicy.None;
    private Authority _authority = Authority.None;

    // The same for all of a run, and up to 600 records to read.
    private ImmutableArray<BadOutcome>? _badOutcomes;

    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (!(await policies.ReadAsync(fresh: true, cancellationToken)).Succeeded(out var policy, out var broken))
            {
                log.LogError($"ERROR Reconciler: {broken.Message}");
                return;
            }

            _authority = PolicyCheck.AsksWhoIsWho(policy) ? await roles.ReadAsync(fresh: true, cancellationToken) : Authority.None;
            _policy = policy;
        }
        catch (AwsException e)
        {
            log.LogError($"ERROR Reconciler: the policy cannot be asked about what waits: {e.Message}");
        }
    }

    /// <summary>Rejects what is denied now, and asks the approvers for what is asked more. Each is stored before it is told.</summary>
    /// <returns>True when it was rejected, and its execution goes on to tell the requester.</returns>
    public async Task<bool> RejectOrRaiseAsync(Proposal listed, CancellationToken cancellationToken)
    {
        if (_policy.Rules.IsEmpty || await contexts.LoadAsync(listed.Id, cancellationToken) is not { Proposal: { Status: ProposalStatus.Pending } pending })
        {
            return false;
        }

        var known = pending.Policy;
        var facts = PolicyCheck.FactsOf(pending, known?.Tags ?? ImmutableSortedDictionary<string, string>.Empty, time.GetUtcNow()) with
        {
            Risk = pending.Risk?.Level,
            Count = known?.Count,
            Peers = known?.Peers?.ToImmutableDictionary() ?? ImmutableDictionary<string, int>.Empty,
            BadOutcomes = _badOutcomes,
        };
        if (await AskAsync(facts, cancellationToken) is not { } answer)
        {
            return false;
        }

        _badOutcomes = answer.Facts.BadOutcomes;
        if (answer.Denied is { } denied)
        {
            return await RejectAsync(pending, denied, answer.ToRecord(), cancellationToken);
        }

        if (pending.Risk is { } risk && answer.Verdict.AsksMoreThan(risk))
        {
            await RaiseAsync(pending, answer, cancellationToken);
        }

        return false;
    }

    // A fact that cannot be read keeps nobody from what else the Reconciler does for it; before the change it is read again.
    private async Task<PolicyAnswer?> AskAsync(PolicyFacts facts, CancellationToken cancellationToken)
    {
        try
        {
            return await policies.CheckAsync(_policy, facts, _authority, null, cancellationToken);
        }
        catch (Exception e) when (e is AwsException or UnreadableRecordException)
        {
            log.LogError($"ERROR Reconciler: the policy cannot be asked about {facts.Proposal}: {e.Message}");
            return null;
        }
    }

    // One whose execution has ended is closed, and its requester told, as any other.
    private async Task<bool> RejectAsync(Proposal pending, Refusal denied, PolicyRecord policy, CancellationToken cancellationToken)
    {
        if (await stateMachine.DescribeAsync(pending, cancellationToken) is not { IsRunning: true }
            || await contexts.ApplyAsync(pending, new ProposalCommand.Reject(denied, ProposalStatus.Pending) { Policy = policy }, RequestSource.Reconciler, cancellationToken)
                is not Transition.Applied { Proposal: var rejected })
        {
            return false;
        }

        await stateMachine.ResumeAsync(rejected, cancellationToken);
        return true;
    }

    private async Task RaiseAsync(Proposal pending, PolicyAnswer answer, CancellationToken cancellationToken)
    {
        var command = new ProposalCommand.RaiseRequirements(answer.Verdict, answer.ToRecord());
        if (await contexts.ApplyAsync(pending, command, RequestSource.Reconciler, cancellationToken) is Transition.Applied { Proposal: { Wait: { } wait } raised })
        {
            var asked = string.Join(' ', answer.Verdict.Asked.Select(a => a.Sentence()).Except(pending.Risk!.Reasons).DefaultIfEmpty("The members of its groups of approvers are others now."));
            await notifier.NotifyAsync(
                new Notice(
                    NoticeKind.ApprovalRequested,
                    raised,
                    $"{OutcomeMessage.Of(raised)} The policy asks for more than before: {asked} The plan is the same ({raised.PlanHash.Short}), and approvals that were given count. Open until {Timestamps.Text(wait.ExpiresAt)}."),
                cancellationToken);
        }
    }
}
