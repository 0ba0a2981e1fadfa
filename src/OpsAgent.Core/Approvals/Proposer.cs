using System.Text.Json.Nodes;

using OpsAgent.Core.Approvals.Effects;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Approvals.Signatures;
using OpsAgent.Core.Approvals.StateMachine;
using OpsAgent.Core.Approvals.Transitions;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Guardrails.Policies;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Rates;

namespace OpsAgent.Core.Approvals;

/// <summary>Creates a proposal for a write: plans and stores it and starts its execution. Or shows what it would be.</summary>
public sealed class Proposer(
    AgentOptions options, RateLimits rates, AwsReaders readers, PolicyCheck policies, ProposalLedger ledger, ProposalWatch watch, IStateMachine stateMachine, DecisionSigner signer, EffectReader effects, IdSource ids, TimeProvider time)
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(8);

    private readonly GuardrailCheck _guardrails = new(options);

    /// <param name="shown">The hash of the plan that the requester was shown, in whole or its beginning; null where none was. Another plan is not proposed: PLAN_CHANGED.</param>
    /// <returns>The proposal, Pending or Rejected, or Submitted while it is still being validated.</returns>
    /// <exception cref="AwsException">The target could not be read, or the proposal not be signed; nothing is stored.</exception>
    public async Task<Outcome<ProposeResult>> ProposeAsync(
        WriteOperation operation, Arguments arguments, string? idempotencyKey, string? shown, RequestContext request, CancellationToken cancellationToken)
    {
        if (CheckRequester(request.Caller) is { } lacking)
        {
            return lacking;
        }

        // A repeat is answered from the store alone: its target may be gone by now, or AWS down. It is no new proposal.
        if (idempotencyKey is not null && await ledger.FindByKeyAsync(request.Caller.Person, idempotencyKey, cancellationToken) is { } earlier)
        {
            return await RepeatAsync(earlier, operation, arguments, ids.NewApprovalToken(), request, cancellationToken);
        }

        if (!(await LookAsync(operation, arguments, request.Caller, cancellationToken)).Succeeded(out var found, out var refusal))
        {
            return refusal;
        }

        var plan = operation.Plan(arguments, found.Target);
        if (shown is not null && !plan.Hash().Matches(shown))
        {
            return new Refusal(
                ErrorCode.PlanChanged,
                $"{plan.Target.Display()} changed since this was shown, so nothing was proposed: {plan.Summary}",
                new JsonObject { ["plan_hash"] = plan.Hash().Value, ["now"] = ChangePlan.Members(plan.Before), ["after"] = ChangePlan.Members(plan.After) }.ToElement());
        }

        // Rules about a level come later: what raises the risk is not all known yet.
        if (!(await AskPolicyAsync(operation, plan, found.Target, risk: null, request.Caller, cancellationToken)).Succeeded(out _, out refusal))
        {
            return refusal;
        }

        var token = ids.NewApprovalToken();
        var proposal = CreateProposal(plan, token, idempotencyKey, request) with { NeedsAdoption = IsClaim(request.Caller), Watch = found.Watched };
        var signed = await signer.SignSubmissionAsync(proposal, cancellationToken);
        var submission = await ledger.SubmitAsync(proposal, FirstEntries(proposal), request.Subject(), signed, cancellationToken);
        return submission switch
        {
            SubmitResult.Stored => Answer(await StartExecutionAsync(proposal, cancellationToken), token),
            SubmitResult.Repeated(var first) => await RepeatAsync(
                await ledger.FindAsync(first, cancellationToken) ?? throw new KeyNotFoundException($"There is no proposal {first}."),
                operation,
                arguments,
                token,
                request,
                cancellationToken),
            SubmitResult.Busy(var holder) => Busy(plan.Target, holder),
            _ => throw new InvalidOperationException($"{submission.GetType().Name} is not a known submission."),
        };
    }

    /// <summary>
    /// Proposes what an earlier proposal did, by whoever asks now and with every check of a new one: once for each person, however often
    /// it is asked for.
    /// </summary>
    /// <param name="ended">Expired, withdrawn, or rejected by a check.</param>
    /// <param name="operation">Its operation.</param>
    /// <param name="shown">The plan that was shown since; null for that of <paramref name="ended"/>. Another one is not proposed: PLAN_CHANGED.</param>
    /// <exception cref="AwsException">As <see cref="ProposeAsync"/>.</exception>
    public async Task<Outcome<ProposeResult>> ProposeAgainAsync(
        Proposal ended, WriteOperation operation, string? shown, RequestContext request, CancellationToken cancellationToken)
    {
        if (DecisionRights.CheckAgain(ended) is { } notAgain)
        {
            return notAgain;
        }

        if (!operation.Parameters.Validate(ended.Plan.Parameters).Succeeded(out var arguments, out var refusal))
        {
            return refusal;
        }

        // What became of it by this person's earlier request is gone on with, once that is over too.
        var key = KeyOf(ended);
        while (await ledger.FindByKeyAsync(request.Caller.Person, key, cancellationToken) is { } next && DecisionRights.CheckAgain(next) is null)
        {
            key = KeyOf(next);
        }

        return await ProposeAsync(operation, arguments, key, shown ?? ended.PlanHash.Value, request, cancellationToken);

        static string KeyOf(Proposal proposal) => $"again-{proposal.Id}";
    }

    /// <summary>
    /// What proposing it now would be: asked and counted as a proposal, and refused wherever one look shows that it would be.
    /// Nothing is stored, signed or started.
    /// </summary>
    /// <exception cref="AwsException">The target could not be read.</exception>
    public async Task<Outcome<ProposalPreview>> PreviewAsync(WriteOperation operation, Arguments arguments, RequestContext request, CancellationToken cancellationToken)
    {
        if (CheckRequester(request.Caller) is { } lacking)
        {
            return lacking;
        }

        if (!(await LookAsync(operation, arguments, request.Caller, cancellationToken)).Succeeded(out var found, out var refusal))
        {
            return refusal;
        }

        if (_guardrails.CheckTarget(operation, arguments, found.Target) is { } denied)
        {
            return denied;
        }

        if (await ledger.FindHolderAsync(found.Target.Target, cancellationToken) is { } holder)
        {
            return Busy(found.Target.Target, holder);
        }

        var (requester, isClaim) = (request.Caller.Person.UserId, IsClaim(request.Caller));
        var (plan, assessed) = (operation.Plan(arguments, found.Target), options.RiskPolicy.Assess(operation, arguments, found.Target, TargetHistory.None, time.GetUtcNow()));
        if (!(await AskPolicyAsync(operation, plan, found.Target, assessed.Level, request.Caller, cancellationToken)).Succeeded(out var verdict, out refusal))
        {
            return refusal;
        }

        var risk = verdict.Raise(assessed);
        var needed = Math.Max(risk.ApprovalsNeeded, isClaim ? Proposal.ApprovalsOfClaim : 1);
        return new ProposalPreview(
            plan, risk, needed, DecisionRights.Sentence(requester, risk, needed, isClaim, options, request.Caller.Authority));
    }

    // Whether the requester is only named by whoever holds the key, where decisions take a proof.
    private bool IsClaim(Caller caller) => caller.Person.Identity is IdentityKind.Asserted && options.TakesVerifiedDecisions;

    /// <returns>Why the caller may propose nothing, whatever it is; null where they may.</returns>
    public Refusal? CheckRequester(Caller caller) => caller.CheckRole(Roles.Operate)
        ?? (IsClaim(caller) && options.AssertedProposals is AssertedProposals.Refused
            ? new Refusal(
                ErrorCode.VerifiedIdentityRequired, "Here a proposal takes a verified identity: sign in at the console, or send a bearer token of your identity provider.")
            : null);

    private async Task<Outcome<(TargetState Target, WatchedSignal? Watched)>> LookAsync(WriteOperation operation, Arguments arguments, Caller caller, CancellationToken cancellationToken)
    {
        if (await rates.ProposalAsync(caller, cancellationToken) is { } tooMany)
        {
            return tooMany;
        }

        if (await operation.FindTargetAsync(arguments, readers, cancellationToken) is not { } target)
        {
            return operation.NotFound(arguments);
        }

        WatchedSignal? watched = null;
        return arguments.Text(WriteOperation.WatchName) is { } watch && !(await effects.FindAsync(watch, cancellationToken)).Succeeded(out watched, out var notFound)
            ? notFound
            : (target, watched);
    }

    private async Task<Outcome<PolicyVerdict>> AskPolicyAsync(
        WriteOperation operation, ChangePlan plan, TargetState target, RiskLevel? risk, Caller caller, CancellationToken cancellationToken)
    {
        if (!(await policies.ReadAsync(fresh: false, cancellationToken)).Succeeded(out var policy, out var broken))
        {
            return broken;
        }

        var facts = new PolicyFacts(operation.Name, target.Target, target.Tags, caller.UserId, time.GetUtcNow()) { Risk = risk, Count = operation.CountOf(plan) };
        var answer = await policies.CheckAsync(
            policy, facts, caller.Authority, (tag, stop) => operation.CountPeersAsync(target, tag, readers, stop), cancellationToken);
        return answer.Denied is { } denied ? denied : answer.Verdict;
    }

    private Proposal CreateProposal(ChangePlan plan, ApprovalToken token, string? idempotencyKey, RequestContext request) => new()
    {
        Id = ids.NewProposalId(),
        Version = 1,
        Status = ProposalStatus.Submitted,
        Plan = plan,
        PlanHash = plan.Hash(),
        Requester = request.Caller.Person,
        CorrelationId = request.CorrelationId,
        Mode = request.Mode,
        CreatedAt = time.GetUtcNow(),
        IdempotencyKey = idempotencyKey,
        TokenHash = token.Hash(),
        AuditHead = AuditHead.Start,
    };

    private static IEnumerable<AuditEntry> FirstEntries(Proposal proposal) =>
    [
        new AuditEntry(AuditEventType.RequestReceived, "accepted"),
        new AuditEntry(AuditEventType.ProposalCreated, "submitted", new JsonObject
        {
            ["plan"] = proposal.Plan.ToJson(),
            ["plan_hash"] = proposal.PlanHash.Value,
        }.ToElement()),
    ];

    private static Refusal Busy(ResourceTarget target, ProposalId holder) => new(
        ErrorCode.ResourceBusy,
        $"{target.Display()} already has an open proposal ({holder}). Wait until it is decided and done, or withdraw it.",
        new JsonObject { ["resource"] = target.Arn, ["proposal_id"] = holder.Value }.ToElement());

    private async Task<Proposal> StartExecutionAsync(Proposal proposal, CancellationToken cancellationToken)
    {
        try
        {
            await stateMachine.StartAsync(proposal, cancellationToken);
        }
        catch (Exception e) when (e is AwsException || (e is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            // The proposal is stored; the Reconciler starts its execution within a minute.
            return proposal;
        }

        return await watch.UntilAsync(proposal, p => p.Status is not ProposalStatus.Submitted, AnswerTimeout, cancellationToken);
    }

    private async Task<Outcome<ProposeResult>> RepeatAsync(
        Proposal first, WriteOperation operation, Arguments arguments, ApprovalToken token, RequestContext request, CancellationToken cancellationToken)
    {
        if (first.Plan.Operation != operation.Name || CanonicalJson.Text(first.Plan.Parameters) != CanonicalJson.Text(arguments.Values))
        {
            return IdempotencyKey.Reused("proposal_id", first.Id.Value);
        }

        if (!request.Caller.Person.IsProvedAsStronglyAs(first.Requester))
        {
            return new Refusal(
                ErrorCode.VerifiedIdentityRequired, "This Idempotency-Key was used with a stronger proof of identity than this request has. Repeat it the way it was sent first, or use another key.");
        }

        var rotated = await ledger.ApplyAsync(first.Id, new ProposalCommand.RotateToken(token.Hash()), request.Subject(), cancellationToken);
        if (rotated is not Transition.Applied)
        {
            return new ProposeResult(rotated.Proposal, null);
        }

        return Answer(await StartExecutionAsync(rotated.Proposal, cancellationToken), token);
    }

    private static ProposeResult Answer(Proposal proposal, ApprovalToken token) =>
        new(proposal, proposal.Status is ProposalStatus.Submitted or ProposalStatus.Pending ? token : null);
}
