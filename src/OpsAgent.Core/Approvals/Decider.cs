using System.Text.Json;

using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Approvals.Signatures;
using OpsAgent.Core.Approvals.StateMachine;
using OpsAgent.Core.Approvals.Transitions;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations.Incidents;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Approvals;

/// <summary>
/// Takes people's decisions, whatever face they come by. The decision is stored first; the callback to the state
/// machine only wakes it, so a callback that is lost, late or forged decides nothing.
/// </summary>
public sealed class Decider(
    AgentOptions options,
    IApprovalStore store,
    ProposalLedger ledger,
    ProposalWatch watch,
    IStateMachine stateMachine,
    DecisionSigner signer,
    IIncidents incidents,
    INotifier notifier,
    TimeProvider time)
{
    private static readonly TimeSpan AnswersWithin = TimeSpan.FromSeconds(20);

    /// <returns>
    /// The proposal when the change was made or refused, or as it is after 20 seconds; to a chat service, which waits for three
    /// seconds and is told of changes by a message of its own, as soon as the decision is stored and the state machine told.
    /// </returns>
    public async Task<Outcome<Proposal>> ApproveAsync(ProposalReference reference, RequestContext request, CancellationToken cancellationToken)
    {
        if (!(await FindAsync(reference, "approve", request, cancellationToken)).Succeeded(out var proposal, out var refusal))
        {
            return refusal;
        }

        var by = request.Caller.Person;
        var approve = new ProposalCommand.Approve(by, HashOf(reference), TokenOf(reference), request.Caller.Authority);
        return (await ApplySignedAsync(proposal, approve, kind: null, statement: null, request, cancellationToken)).Succeeded(out var transition, out var unsigned)
            ? await FollowApprovalAsync(transition, request, cancellationToken)
            : unsigned;
    }

    /// <summary>
    /// An administrator approves alone, in an emergency: quorum and approver groups are skipped, and never the second person. All whom
    /// it skips are told, as are the administrators.
    /// </summary>
    /// <inheritdoc cref="ApproveAsync"/>
    public async Task<Outcome<Proposal>> BreakGlassAsync(
        ProposalReference.ById reference, IncidentId incident, string reason, RequestContext request, CancellationToken cancellationToken)
    {
        var caller = request.Caller;
        if (!(await FindAsync(reference, DecisionRights.CheckBreakGlassCaller(caller, options), cancellationToken)).Succeeded(out var proposal, out var refusal))
        {
            return refusal;
        }

        var statement = new BreakGlassStatement(incident, reason, proposal.Risk?.Level ?? default);
        var command = new ProposalCommand.BreakGlass(caller.Person, reference.PlanHash, statement, caller.Authority);
        if (ProposalTransitions.Apply(proposal, command, time.GetUtcNow()) is Transition.Applied && await CheckIncidentAsync(incident, cancellationToken) is { } missing)
        {
            return missing;
        }

        if (!(await ApplySignedAsync(proposal, command, SignedDecision.BreakGlass, statement, request, cancellationToken)).Succeeded(out var transition, out var unsigned))
        {
            return unsigned;
        }

        if (transition is Transition.Applied { Proposal: var broken })
        {
            await notifier.NotifyAsync(BreakGlassText.NoticeOf(broken), cancellationToken);
        }

        return await FollowApprovalAsync(transition, request, cancellationToken);
    }

    /// <summary>Another administrator has looked at an approval by break-glass, after its end.</summary>
    /// <param name="planHash">What they saw, or null.</param>
    public async Task<Outcome<Proposal>> ReviewBreakGlassAsync(ProposalId id, string? planHash, string note, RequestContext request, CancellationToken cancellationToken)
    {
        var caller = request.Caller;
        var reference = new ProposalReference.ById(id, planHash ?? string.Empty);
        if (!(await FindAsync(reference, DecisionRights.CheckAdministrator(caller), cancellationToken)).Succeeded(out _, out var refusal))
        {
            return refusal;
        }

        var review = new ProposalCommand.ReviewBreakGlass(caller.Person, planHash, note, caller.Authority);
        var transition = await ledger.ApplyAsync(id, review, request.Subject(), cancellationToken);
        return transition is Transition.Refused refused ? refused.Refusal : transition.Proposal;
    }

    /// <summary>The named requester takes on a proposal that a client made in their name.</summary>
    /// <returns>The proposal; when that was all it lacked, as <see cref="ApproveAsync"/> answers it.</returns>
    public async Task<Outcome<Proposal>> AdoptAsync(ProposalReference reference, RequestContext request, CancellationToken cancellationToken)
    {
        if (!(await FindAsync(reference, "adopt", request, cancellationToken)).Succeeded(out var proposal, out var refusal))
        {
            return refusal;
        }

        var adopt = new ProposalCommand.Adopt(request.Caller.Person, HashOf(reference), request.Caller.Authority);
        if (!(await ApplySignedAsync(proposal, adopt, SignedDecision.Adoption, statement: null, request, cancellationToken)).Succeeded(out var transition, out var unsigned))
        {
            return unsigned;
        }

        return transition is Transition.Refused refused ? refused.Refusal : await FollowAsync(transition.Proposal, request, cancellationToken);
    }

    public Task<Outcome<Proposal>> DenyAsync(ProposalReference reference, string reason, RequestContext request, CancellationToken cancellationToken) =>
        EndAsync(reference, "deny", new ProposalCommand.Deny(request.Caller.Person, HashOf(reference), reason, TokenOf(reference)), request, cancellationToken);

    public Task<Outcome<Proposal>> WithdrawAsync(ProposalReference reference, string reason, RequestContext request, CancellationToken cancellationToken) =>
        EndAsync(reference, "withdraw", new ProposalCommand.Withdraw(request.Caller.Person, HashOf(reference), reason, TokenOf(reference), request.Caller.Authority), request, cancellationToken);

    /// <summary>Remembers that somebody who may approve it has opened it, the first time.</summary>
    /// <exception cref="AwsException">It is not stored.</exception>
    public Task MarkSeenAsync(Proposal proposal, RequestContext request, CancellationToken cancellationToken) =>
        ledger.ApplyAsync(proposal.Id, new ProposalCommand.MarkSeen(), request.Subject(), cancellationToken);

    /// <summary>Signs what would take effect, and stores the signature with it.</summary>
    /// <exception cref="AwsException">It cannot be signed; nothing is stored.</exception>
    private async Task<Outcome<Transition>> ApplySignedAsync(
        Proposal proposal, ProposalCommand command, string? kind, BreakGlassStatement? statement, RequestContext request, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (ProposalTransitions.Apply(proposal, command, now) is var expected and not Transition.Applied)
        {
            return expected;
        }

        var caller = request.Caller;
        if (!(await signer.SignApprovalAsync(proposal, caller.Person, caller.Authority, kind, statement, now, cancellationToken)).Succeeded(out var decision, out var refusal))
        {
            return refusal;
        }

        return await ledger.ApplyAsync(proposal.Id, command, request.Subject(), decision, cancellationToken);
    }

    private async Task<Outcome<Proposal>> EndAsync(
        ProposalReference reference, string action, ProposalCommand command, RequestContext request, CancellationToken cancellationToken)
    {
        if (!(await FindAsync(reference, action, request, cancellationToken)).Succeeded(out var proposal, out var refusal))
        {
            return refusal;
        }

        var transition = await ledger.ApplyAsync(proposal.Id, command, request.Subject(), cancellationToken);
        if (transition is Transition.Refused refused)
        {
            return refused.Refusal;
        }

        await WakeAsync(transition.Proposal, cancellationToken);
        return transition.Proposal;
    }

    // Approving again completes an approval whose callback was lost.
    private async Task<Outcome<Proposal>> FollowApprovalAsync(Transition transition, RequestContext request, CancellationToken cancellationToken)
    {
        var unfinished = transition.Proposal.Status is ProposalStatus.Approved && transition.Proposal.ApprovedBy(request.Caller.UserId, request.Caller.Authority);
        return transition is Transition.Refused refused && !(unfinished && refused.Refusal.Code is ErrorCode.AlreadyDecided)
            ? refused.Refusal
            : await FollowAsync(transition.Proposal, request, cancellationToken);
    }

    private async Task<Refusal?> CheckIncidentAsync(IncidentId id, CancellationToken cancellationToken)
    {
        Incident? incident = null;
        try
        {
            incident = await incidents.FindAsync(id, cancellationToken);
        }
        catch (JsonException)
        {
            // One that cannot be read calls for nothing.
        }

        return incident is null ? new Refusal(ErrorCode.ResourceNotFound, $"There is no incident {id} that can be read. Record the incident first, then break the glass for it.")
            : time.GetUtcNow() - incident.Report.CreatedAt > BreakGlassStatement.MaxIncidentAge
                ? new Refusal(
                    ErrorCode.PolicyDenied,
                    $"The incident {id} was recorded at {Timestamps.Text(incident.Report.CreatedAt)}, more than {BreakGlassStatement.MaxIncidentAge.TotalHours:0} hours ago. Record the one of now.")
            : null;
    }

    private async Task<Proposal> FollowAsync(Proposal proposal, RequestContext request, CancellationToken cancellationToken)
    {
        if (proposal.Status is ProposalStatus.Pending)
        {
            return proposal;
        }

        await WakeAsync(proposal, cancellationToken);
        return request.Caller.Decision is not null ? proposal
            : await watch.UntilAsync(proposal, p => p.IsTerminal || p.Execution is not null, AnswersWithin, cancellationToken);
    }

    private async Task WakeAsync(Proposal proposal, CancellationToken cancellationToken)
    {
        try
        {
            await stateMachine.ResumeAsync(proposal, cancellationToken);
        }
        catch (Exception e) when (e is AwsException || (e is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            // The decision is stored, and that is what counts: the Reconciler delivers it within a minute.
        }
    }

    private Task<Outcome<Proposal>> FindAsync(ProposalReference reference, string action, RequestContext request, CancellationToken cancellationToken)
    {
        var role = action is "approve" or "deny" ? Roles.Approve : Roles.Operate;
        var refusal = DecisionRights.CheckCaller(request.Caller, role, options)
            ?? DecisionRights.CheckRequestedDecision(request.Caller, action, reference)
            ?? DecisionRights.CheckReference(reference, role, request.Caller.Person, options);
        return FindAsync(reference, refusal, cancellationToken);
    }

    private async Task<Outcome<Proposal>> FindAsync(ProposalReference reference, Refusal? refusal, CancellationToken cancellationToken)
    {
        if (refusal is not null)
        {
            return refusal;
        }

        var found = reference switch
        {
            ProposalReference.ByToken(var token) => await store.FindByTokenAsync(token.Hash(), cancellationToken),
            ProposalReference.ById(var id, _) => await store.FindAsync(id, cancellationToken),
            _ => null,
        };
        return found is not null ? found
            : reference is ProposalReference.ById(var missing, _) ? new Refusal(ErrorCode.ResourceNotFound, $"There is no proposal {missing}.")
            : ProposalReference.Invalid;
    }

    private static string? HashOf(ProposalReference reference) => (reference as ProposalReference.ById)?.PlanHash;

    private static TokenHash? TokenOf(ProposalReference reference) => (reference as ProposalReference.ByToken)?.Token.Hash();
}
