using Amazon.Lambda.Core;

using OpsAgent.Core;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;

namespace OpsAgent.Functions.Activities;

/// <summary>
/// The only function that can change AWS, and the same one that tries out whether it could. Before it acts it
/// reads everything again: approval, plan, policy, target. It acts at most once for a proposal, whatever is retried.
/// </summary>
public sealed class ExecuteActionFunction(AgentSettings settings, CaseFile cases, Cloud cloud, IExecutorRole role, TimeProvider time)
{
    /// <summary>
    /// How far the clocks of two invocations may be apart, each being right to ten seconds: a claim is held so much longer
    /// than its invocation can last.
    /// </summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(20);

    /// <summary>How long after a call without a result the target may still show the state from before it.</summary>
    private static readonly TimeSpan Settles = TimeSpan.FromSeconds(30);

    // An invocation that Lambda ends between the call and its record leaves an outcome that nobody knows.
    private static readonly TimeSpan LeastTimeToAct = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);

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

        if (await PlanAgainAsync(file) is not { } plan)
        {
            return await SettleAsync(file, (await cases.OpenAsync(file.Proposal.Id, CancellationToken.None)).Proposal, context);
        }

        if (context.RemainingTime < LeastTimeToAct)
        {
            throw new TransientAwsError("Too little of this invocation is left to make the change and record it; nothing was done.");
        }

        var claim = new Claim(context.AwsRequestId, time.GetUtcNow() + context.RemainingTime + settings.Scaled(ClockSkew));
        var transition = await ApplyAsync(file, new ProposalCommand.Acquire(claim, plan.Hash()));
        return transition switch
        {
            Transition.Applied { Proposal.Status: ProposalStatus.Executing } => await ActOnceAsync(file, claim),
            Transition.Applied { Proposal.Closure: { } closure } => throw new ApprovalInvalid(closure.Reason),
            Transition.Refused refused => throw new ApprovalInvalid(refused.Refusal.Message),
            _ => await SettleAsync(file, transition.Proposal, context),
        };
    }

    /// <returns>Null when what hinders the change may be the change itself: another delivery of the event has claimed it meanwhile.</returns>
    private async Task<ChangePlan?> PlanAgainAsync(Case file)
    {
        var refusal = (await file.FindTargetAsync(cloud, CancellationToken.None)).Succeeded(out var target, out var gone)
            ? ValidateTagsFunction.Refuses(settings, file, target)
            : gone;
        if (target is not null && refusal is null)
        {
            return file.Operation.Plan(file.Arguments, target);
        }

        var transition = await ApplyAsync(file, new ProposalCommand.Reject(refusal!));
        return transition.Proposal is { Status: ProposalStatus.Executing } and not { Claim.Released: true, Execution: null }
            ? null
            : throw new GuardrailRejected(refusal!.Message);
    }

    private async Task<StatusResult> ActOnceAsync(Case file, Claim claim)
    {
        var started = time.GetTimestamp();
        var dryRun = settings.Mode is ExecutionMode.DryRun;
        var hands = await OpenHandsAsync(file, claim, problem => RecordAsync(ExecutionStatus.Failed, problem));
        try
        {
            await file.Operation.ExecuteAsync(file.Arguments, hands, dryRun ? WriteIntent.Validate : WriteIntent.Execute, CancellationToken.None);
        }
        catch (CloudException e) when (e.IsThrottling)
        {
            await InsistAsync(file, new ProposalCommand.Release(claim.RequestId));
            throw new TransientAwsError(e.Message);
        }
        catch (CloudException e) when (dryRun || e.Code is not (ErrorCode.OutcomeUnknown or ErrorCode.AwsServiceError))
        {
            await RecordAsync(ExecutionStatus.Failed, e.ToRefusal());
            throw new ExecutionFailed(e.Message);
        }
#pragma warning disable CA1031 // Whatever ended the call, it does not say what AWS did.
        catch (Exception e) when (!dryRun)
#pragma warning restore CA1031
        {
            var said = (e as CloudException)?.Message ?? $"The call to AWS ended with {e.GetType().Name}.";
            if (file.Operation.CanReadBack)
            {
                await InsistAsync(file, new ProposalCommand.Doubt(claim.RequestId, new Refusal(ErrorCode.AwsServiceError, said), time.GetUtcNow() + settings.Scaled(Settles)));
                throw new NotSettled($"{said} The target will be read back.");
            }

            var problem = file.Unknown(said);
            await RecordAsync(ExecutionStatus.Unknown, problem);
            throw new ExecutionFailed(problem.Message);
        }

        await RecordAsync(dryRun ? ExecutionStatus.WouldExecute : ExecutionStatus.Executed, null);
        return new StatusResult(StatusWord.Of(dryRun ? ExecutionStatus.WouldExecute : ExecutionStatus.Executed));

        Task RecordAsync(ExecutionStatus status, Refusal? problem) =>
            InsistAsync(file, new ProposalCommand.RecordExecution(claim.RequestId, new ExecutionRecord(status, time.GetUtcNow(), time.GetElapsedTime(started), problem)));
    }

    /// <summary>Assumes the role. Whatever hinders that, nothing was done, so another attempt may act.</summary>
    private async Task<IExecutor> OpenHandsAsync(Case file, Claim claim, Func<Refusal, Task> refuseAsync)
    {
        try
        {
            return await AssumeAsync(file);
        }
        catch (CloudException e) when (e.Code is not (ErrorCode.AwsThrottled or ErrorCode.AwsServiceError or ErrorCode.OutcomeUnknown))
        {
            await refuseAsync(e.ToRefusal());
            throw new ExecutionFailed(e.Message);
        }
        catch (CloudException e)
        {
            await InsistAsync(file, new ProposalCommand.Release(claim.RequestId));
            throw new TransientAwsError(e.Message);
        }
    }

    /// <summary>
    /// Writes down what was done, or that nothing was. When this is lost, so is the outcome of a change that cannot be read
    /// back: so a store that does not answer is asked again for some seconds.
    /// </summary>
    private async Task InsistAsync(Case file, ProposalCommand command)
    {
        for (var pause = FirstPause; ; pause *= 2)
        {
            try
            {
                await ApplyAsync(file, command);
                return;
            }
            catch (Exception e) when (e is CloudException or AuditWriteException && pause < FirstPause * 16)
            {
                await Task.Delay(pause, time, CancellationToken.None);
            }
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

        var problem = (file with { Proposal = proposal }).Unknown();
        await ApplyAsync(file, new ProposalCommand.DeclareUnknown(problem));
        throw new ExecutionFailed(problem.Message);
    }

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
}
