using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Activities;
using OpsAgent.Functions.Api.Pipeline;

namespace OpsAgent.Functions.Api.Proposals;

/// <summary>What people and plugins get to see of a proposal after they did something to it.</summary>
internal static class ProposalResponses
{
    public static ApiBody ToPropose(ProposeResult proposed)
    {
        var proposal = proposed.Proposal;
        if (proposal.Status is ProposalStatus.Rejected)
        {
            return new ApiBody(
                new JsonObject { ["proposal_id"] = proposal.Id.Value, ["status"] = StatusName.Of(proposal.Status) },
                proposal.Refusal ?? new Refusal(ErrorCode.InternalError, OutcomeMessage.Of(proposal)),
                proposal.Plan.Operation,
                proposal.Plan.Target.Arn,
                proposal.Id);
        }

        var content = ProposalView.Core(proposal);
        content["approval_required"] = proposal.Status is ProposalStatus.Submitted or ProposalStatus.Pending;
        content["status"] = proposal.Status is ProposalStatus.Submitted ? "validating" : StatusName.Of(proposal.Status);
        content[ApiResponses.ApprovalToken] = proposed.Token?.Reveal();
        content["plan"] = proposal.Plan.ToJson();
        content["instructions"] = Instructions(proposed);
        return new ApiBody(content, null, proposal.Plan.Operation, proposal.Plan.Target.Arn, proposal.Id);
    }

    public static ApiBody ToApprove(Proposal proposal)
    {
        var content = ProposalView.Core(proposal);
        content["action_executed"] = proposal.Execution is { Status: ExecutionStatus.Executed };
        content["target_resource"] = proposal.Plan.Target.Display();
        content["execution_status"] = proposal.Execution is { } done ? StatusName.Of(done.Status)
            : proposal.Status is ProposalStatus.Pending ? "waiting_for_more_approvals"
            : proposal.IsTerminal ? "not_executed" : "in_progress";
        content["execution_time"] = proposal.Execution is { } execution ? Timestamps.Text(execution.At) : null;
        content["verification"] = proposal.Execution is { Status: ExecutionStatus.Executed } ? proposal.Verification?.Summary ?? "in progress" : null;
        content["message"] = OutcomeMessage.Of(proposal);
        return new ApiBody(content, Problem(proposal), proposal.Plan.Operation, proposal.Plan.Target.Arn, proposal.Id);
    }

    public static ApiBody ToEnd(Proposal proposal)
    {
        var content = ProposalView.Core(proposal);
        content["message"] = OutcomeMessage.Of(proposal);
        return new ApiBody(content, null, proposal.Plan.Operation, proposal.Plan.Target.Arn, proposal.Id);
    }

    private static Refusal? Problem(Proposal proposal) => proposal switch
    {
        { Execution.Problem: { } problem } => problem,
        { Status: ProposalStatus.Rejected, Refusal: { } refusal } => refusal,
        { Status: ProposalStatus.Failed, Execution: null } => proposal.Refusal ?? new Refusal(ErrorCode.AwsServiceError, OutcomeMessage.Of(proposal)),
        { Status: ProposalStatus.Expired } => new Refusal(ErrorCode.ApprovalExpired, OutcomeMessage.Of(proposal)),
        { Status: ProposalStatus.Unknown } => new Refusal(ErrorCode.OutcomeUnknown, OutcomeMessage.Of(proposal)),
        _ => null,
    };

    private static string Instructions(ProposeResult proposed)
    {
        var proposal = proposed.Proposal;
        if (proposal.Status is ProposalStatus.Submitted)
        {
            return $"Still being validated. Look at GET /operations/proposals/{proposal.Id} in a few seconds.";
        }

        if (proposal.Status is not ProposalStatus.Pending)
        {
            return $"This proposal is past deciding. See GET /operations/proposals/{proposal.Id}.";
        }

        var people = proposal.ApprovalsNeeded == 1 ? "an approver other than you" : $"{proposal.ApprovalsNeeded} approvers other than you";
        return $"Give the approval_token to {people}, who approves before {Timestamps.Text(proposal.Wait!.ExpiresAt)} with POST /operations/approve. "
            + $"They should see plan {proposal.PlanHash.Short}. You may withdraw it with POST /operations/withdraw.";
    }
}
