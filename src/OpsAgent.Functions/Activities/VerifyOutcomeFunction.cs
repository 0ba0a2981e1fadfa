using Amazon.Lambda.Core;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Transitions;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Activities.Errors;

namespace OpsAgent.Functions.Activities;

/// <summary>Looks at the target once; the state machine calls it until it is satisfied or the time is over.</summary>
public sealed class VerifyOutcomeFunction(AgentOptions options, ProposalContextLoader contexts, AwsReaders readers, TimeProvider time)
{
    public async Task<VerifyOutcomeResult> HandleAsync(StepInput input, ILambdaContext lambdaContext)
    {
        var context = await contexts.LoadAsync(input.ProposalId, CancellationToken.None);
        if (context.Proposal.Execution is not { } execution)
        {
            throw new ApprovalInvalid("Nothing was executed, so there is nothing to verify.");
        }

        if (context.Proposal.IsTerminal)
        {
            // As in an execution that was redriven after the Reconciler had ended the proposal.
            return new VerifyOutcomeResult($"The proposal is {StatusName.Of(context.Proposal.Status)}; nothing is verified any more.");
        }

        if (execution.Status is ExecutionStatus.Failed or ExecutionStatus.Unknown)
        {
            throw new ApprovalInvalid($"The execution is {StatusName.Of(execution.Status)}, so there is nothing to verify.");
        }

        if (execution.Status is ExecutionStatus.WouldExecute)
        {
            return new VerifyOutcomeResult("DRY_RUN: AWS would have accepted the change; nothing was changed.");
        }

        if (!(await context.FindTargetAsync(readers, CancellationToken.None)).Succeeded(out var target, out var gone))
        {
            throw new NotSettled(gone.Message);
        }

        var record = Verification.Evaluate(
            context.Operation.Signals(context.Arguments, target),
            execution.At,
            context.Proposal.Verification,
            options.Scaled(context.Operation.SettleTime * options.CloudTimeScale),
            options.Scaled(context.Operation.SustainTime * options.CloudTimeScale),
            time.GetUtcNow());
        var transition = await contexts.ApplyAsync(context.Proposal, new ProposalCommand.RecordVerification(record), RequestSource.Workflow, CancellationToken.None);
        // What counts is what is stored: another look may have come later and seen something else.
        return record.Verified && transition.Proposal.Verification is { Verified: true } ? new VerifyOutcomeResult(record.Summary) : throw new NotSettled(record.Summary);
    }
}
