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
        await cases.ApplyAsync(file.Proposal, new ProposalCommand.RecordVerification(record), Channel.Workflow, CancellationToken.None);
        return record.Verified ? new VerifyOutcomeResult(record.Summary) : throw new NotSettled(record.Summary);
    }
}
