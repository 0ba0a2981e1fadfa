using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Transitions;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Activities.Errors;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Functions.Activities;

/// <summary>Checks the target once; the state machine calls it until the change is verified, AWS has given it up or the time is over.</summary>
public sealed class VerifyOutcomeFunction(AgentOptions options, ProposalContextLoader contexts, AwsReaders readers, TimeProvider time)
{
    public async Task<VerifyOutcomeResult> HandleAsync(StepInput input, CancellationToken cancellationToken)
    {
        var context = await contexts.LoadAsync(input, FunctionNames.VerifyOutcome, cancellationToken);
        if (context.Proposal.Execution is not { } execution)
        {
            throw new ApprovalInvalid(await contexts.RefuseAsync(context, FunctionNames.VerifyOutcome, "nothing was executed, so there is nothing to verify", cancellationToken));
        }

        if (context.Proposal.IsTerminal)
        {
            // The execution was redriven after the Reconciler had ended the proposal.
            return new VerifyOutcomeResult($"The proposal is {WireName.Of(context.Proposal.Status)}; nothing is verified any more.");
        }

        if (execution.Status is ExecutionStatus.Failed or ExecutionStatus.Unknown)
        {
            throw new ApprovalInvalid($"The execution is {WireName.Of(execution.Status)}, so there is nothing to verify.");
        }

        if (execution.Status is ExecutionStatus.WouldExecute)
        {
            return new VerifyOutcomeResult("DRY_RUN: AWS would have accepted the change; nothing was changed.");
        }

        if (!(await context.FindChangedTargetAsync(readers, cancellationToken)).Succeeded(out var target, out var missing))
        {
            throw new NotSettled(missing.Message);
        }

        var record = Verification.Evaluate(
            context.Operation.Signals(context.Proposal.Plan, target),
            execution.At,
            context.Proposal.Verification,
            options.Scaled(context.Operation.SettleTime * options.CloudTimeScale),
            options.Scaled(context.Operation.SustainTime * options.CloudTimeScale),
            options.Scaled(context.Operation.VerificationTime),
            time.GetUtcNow());
        var transition = await contexts.ApplyAsync(context.Proposal, new ProposalCommand.RecordVerification(record), RequestSource.Workflow, cancellationToken);
        // What counts is what is stored: another attempt may have checked later and found something else.
        if (transition.Proposal.Verification is { Failed: true } failed)
        {
            throw new ExecutionFailed(failed.Summary);
        }

        return record.Verified && transition.Proposal.Verification is { Verified: true } ? new VerifyOutcomeResult(record.Summary) : throw new NotSettled(record.Summary);
    }
}
