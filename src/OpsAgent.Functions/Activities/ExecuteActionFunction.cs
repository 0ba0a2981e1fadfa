using Amazon.Lambda.Core;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Transitions;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Activities.Errors;

namespace OpsAgent.Functions.Activities;

/// <summary>
/// The only function that can change AWS, and the same one that tries out whether it could. Before it acts it
/// reads everything again: approval, plan, policy, target. It acts at most once for a proposal, whatever is retried.
/// </summary>
public sealed class ExecuteActionFunction(AgentOptions options, ProposalContextLoader contexts, AwsReaders readers, IExecutorRole role, TimeProvider time)
{
    /// <summary>
    /// How far the clocks of two invocations may be apart, each being right to ten seconds: a claim is held so much longer
    /// than its invocation can last.
    /// </summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(20);

    /// <summary>How long after a call without a result the target may still show the state from before it.</summary>
    private static readonly TimeSpan ReadBackDelay = TimeSpan.FromSeconds(30);

    // An invocation that Lambda ends between the call and its record leaves an outcome that nobody knows.
    private static readonly TimeSpan MinTimeToAct = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);

    private readonly GuardrailCheck _guardrails = new(options);

    public async Task<StatusResult> HandleAsync(StepInput input, ILambdaContext lambdaContext)
    {
        var context = await contexts.LoadAsync(input.ProposalId, CancellationToken.None);
        return input.Phase switch
        {
            "preflight" => await PreflightAsync(context),
            "execute" => await ExecuteAsync(context, lambdaContext),
            "revert" => await RevertAsync(context),
            _ => throw new ApprovalInvalid("ExecuteAction needs the phase preflight, execute or revert."),
        };
    }

    private async Task<StatusResult> PreflightAsync(ProposalContext context)
    {
        try
        {
            await ActAsync(context, WriteIntent.Validate);
            return new StatusResult("ok");
        }
        catch (AwsException e) when (e.Code is ErrorCode.AwsThrottled or ErrorCode.AwsServiceError)
        {
            throw new TransientAwsError(e.Message);
        }
        catch (AwsException e)
        {
            await ApplyAsync(context, new ProposalCommand.Reject(e.ToRefusal()));
            throw new GuardrailRejected(e.Message);
        }
    }

    private async Task<StatusResult> ExecuteAsync(ProposalContext context, ILambdaContext lambdaContext)
    {
        if (context.Proposal is not ({ Status: ProposalStatus.Approved } or { Claim.Released: true, Execution: null }))
        {
            return await ResolveClaimAsync(context, context.Proposal, lambdaContext);
        }

        if (await PlanAgainAsync(context) is not { } plan)
        {
            return await ResolveClaimAsync(context, (await contexts.LoadAsync(context.Proposal.Id, CancellationToken.None)).Proposal, lambdaContext);
        }

        if (lambdaContext.RemainingTime < MinTimeToAct)
        {
            throw new TransientAwsError("Too little of this invocation is left to make the change and record it; nothing was done.");
        }

        var claim = new ExecutionClaim(lambdaContext.AwsRequestId, time.GetUtcNow() + lambdaContext.RemainingTime + options.Scaled(ClockSkew));
        var transition = await ApplyAsync(context, new ProposalCommand.Acquire(claim, plan.Hash()));
        return transition switch
        {
            Transition.Applied { Proposal.Status: ProposalStatus.Executing } => await ActOnceAsync(context, claim),
            Transition.Applied { Proposal.Closure: { } closure } => throw new ApprovalInvalid(closure.Reason),
            Transition.Refused refused => throw new ApprovalInvalid(refused.Refusal.Message),
            _ => await ResolveClaimAsync(context, transition.Proposal, lambdaContext),
        };
    }

    /// <returns>Null when what hinders the change may be the change itself: another delivery of the event has claimed it meanwhile.</returns>
    private async Task<ChangePlan?> PlanAgainAsync(ProposalContext context)
    {
        var refusal = (await context.FindTargetAsync(readers, CancellationToken.None)).Succeeded(out var target, out var gone)
            ? _guardrails.Check(context.Proposal, context.Operation, context.Arguments, target)
            : gone;
        if (target is not null && refusal is null)
        {
            return context.Operation.Plan(context.Arguments, target);
        }

        var transition = await ApplyAsync(context, new ProposalCommand.Reject(refusal!));
        return transition.Proposal is { Status: ProposalStatus.Executing } and not { Claim.Released: true, Execution: null }
            ? null
            : throw new GuardrailRejected(refusal!.Message);
    }

    private async Task<StatusResult> ActOnceAsync(ProposalContext context, ExecutionClaim claim)
    {
        var started = time.GetTimestamp();
        var dryRun = options.Mode is ExecutionMode.DryRun;
        var executor = await AssumeExecutorAsync(context, claim, problem => RecordAsync(ExecutionStatus.Failed, problem));
        try
        {
            await context.Operation.ExecuteAsync(context.Arguments, executor, dryRun ? WriteIntent.Validate : WriteIntent.Execute, CancellationToken.None);
        }
        catch (AwsException e) when (e.IsThrottling)
        {
            await PersistWithRetryAsync(context, new ProposalCommand.Release(claim.RequestId));
            throw new TransientAwsError(e.Message);
        }
        catch (AwsException e) when (dryRun || e.Code is not (ErrorCode.OutcomeUnknown or ErrorCode.AwsServiceError))
        {
            await RecordAsync(ExecutionStatus.Failed, e.ToRefusal());
            throw new ExecutionFailed(e.Message);
        }
#pragma warning disable CA1031 // Whatever ended the call, it does not say what AWS did.
        catch (Exception e) when (!dryRun)
#pragma warning restore CA1031
        {
            var said = (e as AwsException)?.Message ?? $"The call to AWS ended with {e.GetType().Name}.";
            if (context.Operation.CanReadBack)
            {
                await PersistWithRetryAsync(context, new ProposalCommand.MarkUnconfirmed(claim.RequestId, new Refusal(ErrorCode.AwsServiceError, said), time.GetUtcNow() + options.Scaled(ReadBackDelay)));
                throw new NotSettled($"{said} The target will be read back.");
            }

            var problem = context.Unknown(said);
            await RecordAsync(ExecutionStatus.Unknown, problem);
            throw new ExecutionFailed(problem.Message);
        }

        await RecordAsync(dryRun ? ExecutionStatus.WouldExecute : ExecutionStatus.Executed, null);
        return new StatusResult(StatusName.Of(dryRun ? ExecutionStatus.WouldExecute : ExecutionStatus.Executed));

        Task RecordAsync(ExecutionStatus status, Refusal? problem) =>
            PersistWithRetryAsync(context, new ProposalCommand.RecordExecution(claim.RequestId, new ExecutionRecord(status, time.GetUtcNow(), time.GetElapsedTime(started), problem)));
    }

    /// <summary>Assumes the role. Whatever hinders that, nothing was done, so another attempt may act.</summary>
    private async Task<IExecutor> AssumeExecutorAsync(ProposalContext context, ExecutionClaim claim, Func<Refusal, Task> refuseAsync)
    {
        try
        {
            return await AssumeAsync(context);
        }
        catch (AwsException e) when (e.Code is not (ErrorCode.AwsThrottled or ErrorCode.AwsServiceError or ErrorCode.OutcomeUnknown))
        {
            await refuseAsync(e.ToRefusal());
            throw new ExecutionFailed(e.Message);
        }
        catch (AwsException e)
        {
            await PersistWithRetryAsync(context, new ProposalCommand.Release(claim.RequestId));
            throw new TransientAwsError(e.Message);
        }
    }

    /// <summary>
    /// Writes down what was done, or that nothing was. When this is lost, so is the outcome of a change that cannot be read
    /// back: so a store that does not answer is asked again for some seconds.
    /// </summary>
    private async Task PersistWithRetryAsync(ProposalContext context, ProposalCommand command)
    {
        for (var pause = FirstPause; ; pause *= 2)
        {
            try
            {
                await ApplyAsync(context, command);
                return;
            }
            catch (Exception e) when (e is AwsException or AuditWriteException && pause < FirstPause * 16)
            {
                await Task.Delay(pause, time, CancellationToken.None);
            }
        }
    }

    /// <summary>Somebody else claimed it: take over their result, wait for it, read back what they did, or say that nobody can tell.</summary>
    private async Task<StatusResult> ResolveClaimAsync(ProposalContext context, Proposal proposal, ILambdaContext lambdaContext)
    {
        if (proposal.Execution is { } execution)
        {
            return execution.Status is ExecutionStatus.Executed or ExecutionStatus.WouldExecute
                ? new StatusResult(StatusName.Of(execution.Status))
                : throw new ExecutionFailed(execution.Problem?.Message ?? "The change failed.");
        }

        if (proposal.Claim is not { } claim || proposal.IsTerminal)
        {
            throw new ApprovalInvalid($"The proposal is {StatusName.Of(proposal.Status)}; nothing is executed.");
        }

        if (time.GetUtcNow() < claim.Deadline)
        {
            throw new NotSettled("Another attempt is making the change.");
        }

        if (await ReadBackAsync(context) is var seen and not ReadBackResult.CannotTell)
        {
            await ApplyAsync(context, new ProposalCommand.RecordReadBack(seen is ReadBackResult.Done));
            return await ExecuteAsync(await contexts.LoadAsync(proposal.Id, CancellationToken.None), lambdaContext);
        }

        var problem = (context with { Proposal = proposal }).Unknown();
        await ApplyAsync(context, new ProposalCommand.DeclareUnknown(problem));
        throw new ExecutionFailed(problem.Message);
    }

    // A dry run changes nothing, whatever became of it.
    private async Task<ReadBackResult> ReadBackAsync(ProposalContext context) =>
        options.Mode is ExecutionMode.DryRun ? ReadBackResult.NotDone
        : (await context.FindTargetAsync(readers, CancellationToken.None)).Succeeded(out var target, out _) ? context.Operation.ReadBack(context.Proposal.Plan, target)
        : ReadBackResult.CannotTell;

    /// <summary>
    /// The change did not settle: puts back what was before, where the approved plan asks for it. Repeating it is
    /// harmless, so that whatever may help is retried; what somebody changed meanwhile is left alone.
    /// </summary>
    private async Task<StatusResult> RevertAsync(ProposalContext context)
    {
        if (context.Operation.Reversal(context.Proposal.Plan) is not { } words
            || context.Proposal is not { Status: ProposalStatus.Executing, Execution.Status: ExecutionStatus.Executed, Verification: not { Verified: true } })
        {
            return new StatusResult("not_asked");
        }

        await RecordAsync(ReversalStatus.Started);
        var begun = (await contexts.LoadAsync(context.Proposal.Id, CancellationToken.None)).Proposal;
        if (begun.Reversal is not { Status: ReversalStatus.Started })
        {
            return new StatusResult(begun.Reversal is null ? "not_asked" : StatusName.Of(begun.Reversal.Status));
        }

        try
        {
            if (await CheckAgainAsync(context) is { } hindrance)
            {
                await RecordAsync(ReversalStatus.Failed, hindrance);
                throw new ExecutionFailed(hindrance.Message);
            }

            await context.Operation.RevertAsync(context.Proposal.Plan, await AssumeAsync(context), CancellationToken.None);
        }
        catch (AwsException e) when (e.Code is ErrorCode.AwsThrottled or ErrorCode.AwsServiceError or ErrorCode.OutcomeUnknown)
        {
            throw new TransientAwsError(e.Message);
        }
        catch (AwsException e)
        {
            await RecordAsync(ReversalStatus.Failed, e.ToRefusal());
            throw new ExecutionFailed(e.Message);
        }

        await RecordAsync(ReversalStatus.Reverted);
        return new StatusResult(StatusName.Of(ReversalStatus.Reverted));

        Task<Transition> RecordAsync(ReversalStatus status, Refusal? problem = null) =>
            ApplyAsync(context, new ProposalCommand.RecordReversal(new ReversalRecord(status, time.GetUtcNow(), words, problem)));
    }

    private async Task<Refusal?> CheckAgainAsync(ProposalContext context)
    {
        if (!(await context.FindTargetAsync(readers, CancellationToken.None)).Succeeded(out var target, out var gone))
        {
            return gone;
        }

        return _guardrails.CheckReversal(context.Proposal, context.Operation, target);
    }

    private async Task ActAsync(ProposalContext context, WriteIntent intent) =>
        await context.Operation.ExecuteAsync(context.Arguments, await AssumeAsync(context), intent, CancellationToken.None);

    private Task<IExecutor> AssumeAsync(ProposalContext context) =>
        role.AssumeAsync(new ExecutorScope(context.Proposal.Id, context.Operation.IamAction, context.Proposal.Plan.Target.Arn), CancellationToken.None);

    private Task<Transition> ApplyAsync(ProposalContext context, ProposalCommand command) =>
        contexts.ApplyAsync(context.Proposal, command, RequestSource.Workflow, CancellationToken.None);
}
