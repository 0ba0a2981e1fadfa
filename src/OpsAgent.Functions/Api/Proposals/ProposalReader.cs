using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Approvals.StateMachine;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Api.Pipeline;

namespace OpsAgent.Functions.Api.Proposals;

/// <summary>Shows proposals to anybody who may look.</summary>
public sealed class ProposalReader(IApprovalStore store, IProposalIndex index, IAuditTrail audit, IStateMachine stateMachine, DecisionRightsReader rights)
{
    private const int ListsAtMost = 50;

    public async Task<Outcome<ApiBody>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        var (pending, unreadable) = await index.ListAsync(ProposalStatus.Pending, ListsAtMost, cancellationToken);
        var answer = new ProposalListAnswer(pending.Count, [.. pending.Select(p => new ListedProposal(p, rights.Of(p, caller)))]);
        return new ApiBody(ApiContent.Of(answer, ApiJson.Default.ProposalListAnswer)) { Unreadable = unreadable };
    }

    public async Task<Outcome<ApiBody>> ShowAsync(string id, Caller caller, CancellationToken cancellationToken)
    {
        if (ProposalId.TryParse(id) is not { } proposalId)
        {
            return ParameterSet.Invalid("proposal_id", "must be a proposal id: 26 characters of a ULID", null);
        }

        // The store first: a head that is older than the events it is compared with would look like a fault.
        for (var attempt = 0; ; attempt++)
        {
            if (!(await FindAsync(proposalId, cancellationToken)).Succeeded(out var proposal, out var refusal))
            {
                return refusal;
            }

            var events = await audit.ReadAsync(proposalId.Value, cancellationToken);
            if (events.Count == proposal.AuditHead.Sequence || attempt == 3)
            {
                var page = ProposalPageAnswer.Of(proposal, rights.Of(proposal, caller), events, await WorkflowAsync(proposal, cancellationToken));
                return new ApiBody(ApiContent.Of(page, ApiJson.Default.ProposalPageAnswer));
            }
        }
    }

    public async Task<Outcome<Proposal>> FindAsync(ProposalId id, CancellationToken cancellationToken) =>
        await store.FindAsync(id, cancellationToken) is { } proposal ? proposal : new Refusal(ErrorCode.ResourceNotFound, $"There is no proposal {id}.");

    private async Task<ProposalPageAnswer.WorkflowLine?> WorkflowAsync(Proposal proposal, CancellationToken cancellationToken)
    {
        try
        {
            return await stateMachine.DescribeAsync(proposal, cancellationToken) is { } run
                ? ProposalPageAnswer.WorkflowLine.Of(run, await stateMachine.TraceAsync(proposal, cancellationToken))
                : null;
        }
        catch (AwsException)
        {
            // The page is worth showing without the way through the state machine.
            return null;
        }
    }
}
