using Amazon.Lambda.Core;

using OpsAgent.Core;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;

namespace OpsAgent.Functions.Activities;

/// <summary>Looks at the target once; the state machine calls it until it is satisfied or the time is over.</summary>
public sealed class VerifyOutcomeFunction(AgentSettings settings, CaseFile cases, Cloud cloud, TimeProvider time)
{
    public async Task<VerifyOutcomeResult> HandleAsync(StepInput input, ILambdaContext context)
    {
        var file = await cases.OpenAsync(input.ProposalId, CancellationToken.None);
        if (file.Proposal.Execution is not { } execution)
        {
            throw new ApprovalInvalid("Nothing was executed, so there is nothing to verify.");
        }

        if (file.Proposal.IsTerminal)
        {
            // As in an execution that was redriven after Sweep had ended the proposal.
            return new VerifyOutcomeResult($"The proposal is {StatusWord.Of(file.Proposal.Status)}; nothing is verified any more.");
        }

        if (execution.Status is ExecutionStatus.Failed or ExecutionStatus.Unknown)
        {
            throw new ApprovalInvalid($"The execution is {StatusWord.Of(execution.Status)}, so there is nothing to verify.");
        }

        if (execution.Status is ExecutionStatus.WouldExecute)
        {
            return new VerifyOutcomeResult("DRY_RUN: AWS would have accepted the change; nothing was changed.");
        }

        if (!(await file.FindTargetAsync(cloud, CancellationToken.None)).Succeeded(out var target, out var gone))
        {
            throw new NotSettled(gone.Message);
        }

        var record = Verification.Judge(
            file.Operation.Signals(file.Arguments, target),
            execution.At,
            file.Proposal.Verification,
            settings.Scaled(file.Operation.SettleTime * settings.CloudPace),
            settings.Scaled(file.Operation.SustainTime * settings.CloudPace),
            time.GetUtcNow());
        var transition = await cases.ApplyAsync(file.Proposal, new ProposalCommand.RecordVerification(record), Channel.Workflow, CancellationToken.None);
        // What counts is what is stored: another look may have come later and seen something else.
        return record.Verified && transition.Proposal.Verification is { Verified: true } ? new VerifyOutcomeResult(record.Summary) : throw new NotSettled(record.Summary);
    }
}
