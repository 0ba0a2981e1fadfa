using Amazon.Lambda.Core;

using OpsAgent.Core;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;

namespace OpsAgent.Functions.Activities;

/// <summary>
/// The only function that can change AWS, and the same one that tries out whether it could. Before it acts it
/// reads everything again: approval, plan, policy, target. It acts at most once for a proposal, whatever is retried.
/// </summary>
public sealed class ExecuteActionFunction(AgentSettings settings, CaseFile cases, Cloud cloud, IExecutorRole role, TimeProvider time)
{
    public async Task<StatusResult> HandleAsync(StepInput input, ILambdaContext context)
    {
        var file = await cases.OpenAsync(input.ProposalId, CancellationToken.None);
        return input.Phase switch
        {
            "preflight" => await PreflightAsync(file),
            "execute" => await ExecuteAsync(file, context),
            _ => throw new ApprovalInvalid("ExecuteAction needs the phase preflight or execute."),
        };
    }

    private async Task<StatusResult> PreflightAsync(Case file)
    {
        try
        {
            await ActAsync(file, WriteIntent.Validate);
            return new StatusResult("ok");
        }
        catch (CloudException e) when (e.Code is ErrorCode.AwsThrottled or ErrorCode.AwsServiceError)
        {
            throw new TransientAwsError(e.Message);
        }
        catch (CloudException e)
        {
            await ApplyAsync(file, new ProposalCommand.Reject(e.ToRefusal()));
            throw new GuardrailRejected(e.Message);
        }
    }

    private async Task<StatusResult> ExecuteAsync(Case file, ILambdaContext context)
    {
        if (file.Proposal is not ({ Status: ProposalStatus.Approved } or { Claim.Released: true, Execution: null }))
        {
            return await SettleAsync(file, file.Proposal);
        }

        var plan = await PlanAgainAsync(file);
        var claim = new Claim(context.AwsRequestId, time.GetUtcNow() + context.RemainingTime);
        var transition = await ApplyAsync(file, new ProposalCommand.Acquire(claim, plan.Hash()));
        return transition switch
        {
            Transition.Applied { Proposal.Status: ProposalStatus.Executing } => await ActOnceAsync(file, claim),
            Transition.Applied { Proposal.Closure: { } closure } => throw new ApprovalInvalid(closure.Reason),
            Transition.Refused refused => throw new ApprovalInvalid(refused.Refusal.Message),
            _ => await SettleAsync(file, transition.Proposal),
        };
    }

    private async Task<ChangePlan> PlanAgainAsync(Case file)
    {
        var refusal = (await file.FindTargetAsync(cloud, CancellationToken.None)).Succeeded(out var target, out var gone)
            ? ValidateTagsFunction.Refuses(settings, file, target)
            : gone;
        if (target is not null && refusal is null)
        {
            return file.Operation.Plan(file.Arguments, target);
        }

        await ApplyAsync(file, new ProposalCommand.Reject(refusal!));
        throw new GuardrailRejected(refusal!.Message);
    }

    private async Task<StatusResult> ActOnceAsync(Case file, Claim claim)
    {
        var started = time.GetTimestamp();
        var dryRun = settings.Mode is ExecutionMode.DryRun;
        try
        {
            await ActAsync(file, dryRun ? WriteIntent.Validate : WriteIntent.Execute);
        }
        catch (CloudException e) when (e.IsThrottling)
        {
            await ApplyAsync(file, new ProposalCommand.Release(claim.RequestId));
            throw new TransientAwsError(e.Message);
        }
        catch (CloudException e)
        {
            var status = e.Code is ErrorCode.OutcomeUnknown ? ExecutionStatus.Unknown : ExecutionStatus.Failed;
            await RecordAsync(status, e.ToRefusal());
            throw new ExecutionFailed(e.Message);
        }

        return await RecordAsync(dryRun ? ExecutionStatus.WouldExecute : ExecutionStatus.Executed, null);

        async Task<StatusResult> RecordAsync(ExecutionStatus status, Refusal? problem)
        {
            var record = new ExecutionRecord(status, time.GetUtcNow(), time.GetElapsedTime(started), problem);
            await ApplyAsync(file, new ProposalCommand.RecordExecution(claim.RequestId, record));
            return new StatusResult(StatusWord.Of(status));
        }
    }

    /// <summary>Somebody else claimed it: take over their result, wait for it, or say that nobody can tell.</summary>
    private async Task<StatusResult> SettleAsync(Case file, Proposal proposal)
    {
        if (proposal.Execution is { } execution)
        {
            return execution.Status is ExecutionStatus.Executed or ExecutionStatus.WouldExecute
                ? new StatusResult(StatusWord.Of(execution.Status))
                : throw new ExecutionFailed(execution.Problem?.Message ?? "The change failed.");
        }

        if (proposal.Claim is not { } claim || proposal.IsTerminal)
        {
            throw new ApprovalInvalid($"The proposal is {StatusWord.Of(proposal.Status)}; nothing is executed.");
        }

        if (time.GetUtcNow() < claim.Deadline)
        {
            throw new NotSettled("Another attempt is making the change.");
        }

        var problem = new Refusal(
            ErrorCode.OutcomeUnknown,
            $"The attempt to {Lowered(proposal.Plan.Summary)} ended without a result. It is not repeated. To find out: {file.Operation.HowToCheckByHand(proposal.Plan.Target)}");
        await ApplyAsync(file, new ProposalCommand.DeclareUnknown(problem));
        throw new ExecutionFailed(problem.Message);
    }

    private async Task ActAsync(Case file, WriteIntent intent)
    {
        var scope = new ExecutorScope(file.Proposal.Id, file.Operation.IamAction, file.Proposal.Plan.Target.Arn);
        var executor = await role.AssumeAsync(scope, CancellationToken.None);
        await file.Operation.ExecuteAsync(file.Arguments, executor, intent, CancellationToken.None);
    }

    private Task<Transition> ApplyAsync(Case file, ProposalCommand command) =>
        cases.ApplyAsync(file.Proposal, command, Channel.Workflow, CancellationToken.None);

    private static string Lowered(string sentence) => char.ToLowerInvariant(sentence[0]) + sentence[1..].TrimEnd('.');
}
