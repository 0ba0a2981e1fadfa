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
            "revert" => await RevertAsync(file),
            _ => throw new ApprovalInvalid("ExecuteAction needs the phase preflight, execute or revert."),
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
            return await SettleAsync(file, file.Proposal, context);
        }

        var plan = await PlanAgainAsync(file);
        var claim = new Claim(context.AwsRequestId, time.GetUtcNow() + context.RemainingTime);
        var transition = await ApplyAsync(file, new ProposalCommand.Acquire(claim, plan.Hash()));
        return transition switch
        {
            Transition.Applied { Proposal.Status: ProposalStatus.Executing } => await ActOnceAsync(file, claim),
            Transition.Applied { Proposal.Closure: { } closure } => throw new ApprovalInvalid(closure.Reason),
            Transition.Refused refused => throw new ApprovalInvalid(refused.Refusal.Message),
            _ => await SettleAsync(file, transition.Proposal, context),
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
            // A failure of AWS itself, or no answer, does not say that nothing was done. A dry run does nothing anyhow.
            var isUnknown = !dryRun && e.Code is (ErrorCode.OutcomeUnknown or ErrorCode.AwsServiceError);
            var problem = isUnknown ? Unknown(file, e.Message) : e.ToRefusal();
            await RecordAsync(isUnknown ? ExecutionStatus.Unknown : ExecutionStatus.Failed, problem);
            throw new ExecutionFailed(problem.Message);
        }

        return await RecordAsync(dryRun ? ExecutionStatus.WouldExecute : ExecutionStatus.Executed, null);

        async Task<StatusResult> RecordAsync(ExecutionStatus status, Refusal? problem)
        {
            var record = new ExecutionRecord(status, time.GetUtcNow(), time.GetElapsedTime(started), problem);
            await ApplyAsync(file, new ProposalCommand.RecordExecution(claim.RequestId, record));
            return new StatusResult(StatusWord.Of(status));
        }
    }

    /// <summary>Somebody else claimed it: take over their result, wait for it, read back what they did, or say that nobody can tell.</summary>
    private async Task<StatusResult> SettleAsync(Case file, Proposal proposal, ILambdaContext context)
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

        if (await ReadBackAsync(file) is var seen and not ReadBack.CannotTell)
        {
            await ApplyAsync(file, new ProposalCommand.RecordReadBack(seen is ReadBack.Done));
            return await ExecuteAsync(await cases.OpenAsync(proposal.Id, CancellationToken.None), context);
        }

        var problem = Unknown(file, $"The attempt to {Lowered(proposal.Plan.Summary)} ended without a result.");
        await ApplyAsync(file, new ProposalCommand.DeclareUnknown(problem));
        throw new ExecutionFailed(problem.Message);
    }

    private static Refusal Unknown(Case file, string what) => new(
        ErrorCode.OutcomeUnknown,
        $"{what} Whether the change was made cannot be told, so it is not repeated. To find out: {file.Operation.HowToCheckByHand(file.Proposal.Plan.Target)}");

    // A dry run changes nothing, whatever became of it.
    private async Task<ReadBack> ReadBackAsync(Case file) =>
        settings.Mode is ExecutionMode.DryRun ? ReadBack.NotDone
        : (await file.FindTargetAsync(cloud, CancellationToken.None)).Succeeded(out var target, out _) ? file.Operation.ReadBack(file.Proposal.Plan, target)
        : ReadBack.CannotTell;

    /// <summary>
    /// The change did not settle: puts back what was before, where the approved plan asks for it. Repeating it is
    /// harmless, so that whatever may help is retried; what somebody changed meanwhile is left alone.
    /// </summary>
    private async Task<StatusResult> RevertAsync(Case file)
    {
        if (file.Operation.Reversal(file.Proposal.Plan) is not { } words
            || file.Proposal is not { Status: ProposalStatus.Executing, Execution.Status: ExecutionStatus.Executed, Verification: not { Verified: true } })
        {
            return new StatusResult("not_asked");
        }

        await RecordAsync(ReversalStatus.Started);
        var begun = (await cases.OpenAsync(file.Proposal.Id, CancellationToken.None)).Proposal;
        if (begun.Reversal is not { Status: ReversalStatus.Started })
        {
            return new StatusResult(begun.Reversal is null ? "not_asked" : StatusWord.Of(begun.Reversal.Status));
        }

        try
        {
            if (await HindranceAsync(file) is { } hindrance)
            {
                await RecordAsync(ReversalStatus.Failed, hindrance);
                throw new ExecutionFailed(hindrance.Message);
            }

            await file.Operation.RevertAsync(file.Proposal.Plan, await AssumeAsync(file), CancellationToken.None);
        }
        catch (CloudException e) when (e.Code is ErrorCode.AwsThrottled or ErrorCode.AwsServiceError or ErrorCode.OutcomeUnknown)
        {
            throw new TransientAwsError(e.Message);
        }
        catch (CloudException e)
        {
            await RecordAsync(ReversalStatus.Failed, e.ToRefusal());
            throw new ExecutionFailed(e.Message);
        }

        await RecordAsync(ReversalStatus.Reverted);
        return new StatusResult(StatusWord.Of(ReversalStatus.Reverted));

        Task<Transition> RecordAsync(ReversalStatus status, Refusal? problem = null) =>
            ApplyAsync(file, new ProposalCommand.RecordReversal(new ReversalRecord(status, time.GetUtcNow(), words, problem)));
    }

    private async Task<Refusal?> HindranceAsync(Case file)
    {
        if (!(await file.FindTargetAsync(cloud, CancellationToken.None)).Succeeded(out var target, out var gone))
        {
            return gone;
        }

        return settings.TagPolicy.Check(file.Operation, target)
            ?? (file.Operation.ReadBack(file.Proposal.Plan, target) is ReadBack.CannotTell
                ? new Refusal(ErrorCode.PlanChanged, $"{target.Target.Display()} was changed by somebody else meanwhile, so it is left as it is.")
                : null);
    }

    private async Task ActAsync(Case file, WriteIntent intent) =>
        await file.Operation.ExecuteAsync(file.Arguments, await AssumeAsync(file), intent, CancellationToken.None);

    private Task<IExecutor> AssumeAsync(Case file) =>
        role.AssumeAsync(new ExecutorScope(file.Proposal.Id, file.Operation.IamAction, file.Proposal.Plan.Target.Arn), CancellationToken.None);

    private Task<Transition> ApplyAsync(Case file, ProposalCommand command) =>
        cases.ApplyAsync(file.Proposal, command, Channel.Workflow, CancellationToken.None);

    private static string Lowered(string sentence) => char.ToLowerInvariant(sentence[0]) + sentence[1..].TrimEnd('.');
}
