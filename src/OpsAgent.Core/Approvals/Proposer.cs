using System.Text.Json.Nodes;

using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Approvals.Signatures;
using OpsAgent.Core.Approvals.StateMachine;
using OpsAgent.Core.Approvals.Transitions;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Rates;

namespace OpsAgent.Core.Approvals;

/// <summary>Creates a proposal for a write: plans and stores it and starts its execution.</summary>
public sealed class Proposer(
    AgentOptions options, RateLimits rates, AwsReaders readers, ProposalLedger ledger, ProposalWatch watch, IStateMachine stateMachine, DecisionSigner signer, IdSource ids, TimeProvider time)
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(8);

    /// <returns>The proposal, Pending or Rejected, or Submitted while it is still being validated.</returns>
    /// <exception cref="AwsException">The target could not be read, or the proposal not be signed; nothing is stored.</exception>
    public async Task<Outcome<ProposeResult>> ProposeAsync(
        WriteOperation operation, Arguments arguments, string? idempotencyKey, RequestContext request, CancellationToken cancellationToken)
    {
        if (request.Caller.CheckRole(Roles.Operate) is { } refusal)
        {
            return refusal;
        }

        var isClaim = request.Caller.Person.Identity is IdentityKind.Asserted && options.TakesVerifiedDecisions;
        if (isClaim && options.AssertedProposals is AssertedProposals.Refused)
        {
            return new Refusal(
                ErrorCode.VerifiedIdentityRequired, "Here a proposal takes a verified identity: sign in at the console, or send a bearer token of your identity provider.");
        }

        // A repeat is answered from the store alone: its target may be gone by now, or AWS down. It is no new proposal.
        if (idempotencyKey is not null && await ledger.FindByKeyAsync(request.Caller.Person, idempotencyKey, cancellationToken) is { } earlier)
        {
            return await RepeatAsync(earlier, operation, arguments, ids.NewApprovalToken(), request, cancellationToken);
        }

        if (await rates.ProposalAsync(request.Caller, cancellationToken) is { } tooMany)
        {
            return tooMany;
        }

        if (await operation.FindTargetAsync(arguments, readers, cancellationToken) is not { } target)
        {
            return operation.NotFound(arguments);
        }

        var token = ids.NewApprovalToken();
        var proposal = CreateProposal(operation.Plan(arguments, target), token, idempotencyKey, request) with { NeedsAdoption = isClaim };
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
            SubmitResult.Busy(var holder) => new Refusal(
                ErrorCode.ResourceBusy,
                $"{target.Target.Display()} already has an open proposal ({holder}). Wait until it is decided and done, or withdraw it.",
                new JsonObject { ["resource"] = target.Target.Arn, ["proposal_id"] = holder.Value }.ToElement()),
            _ => throw new InvalidOperationException($"{submission.GetType().Name} is not a known submission."),
        };
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
