using Amazon.Lambda.Core;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Transitions;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Activities.Errors;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Functions.Activities;

/// <summary>
/// The only function that can change AWS; its preflight tries the same change with DryRun. Before it acts it verifies the signed
/// approvals, and reads plan, policy, roles and target again. It acts at most once for a proposal, whatever is retried.
/// </summary>
public sealed class ExecuteActionFunction(AgentOptions options, ProposalContextLoader contexts, AwsReaders readers, SignedApprovalReader approvals, PolicyCheck policies, IExecutorRole role, TimeProvider time)
{
    /// <summary>
    /// How far the clocks of two invocations may differ, each being right to ten seconds: a claim is held this much longer than its
    /// invocation can last.
    /// </summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(20);

    /// <summary>How long after a call without a result the target may still show the state from before it.</summary>
    private static readonly TimeSpan ReadBackDelay = TimeSpan.FromSeconds(30);

    // An invocation that Lambda ends between the call and its record leaves an unknown outcome.
    private static readonly TimeSpan MinTimeToAct = TimeSpan.FromSeconds(10);

    // From the execution claim on nothing is cancelled: a call that is given up half-way leaves a change of which nobody knows
    // whether it was made, and a result that is not recorded is lost.
    private static readonly CancellationToken UntilRecorded = CancellationToken.None;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);

    private readonly GuardrailCheck _guardrails = new(options);

    /// <exception cref="ActivityException">The step ends other than well; the subclass says how.</exception>
    public async Task<StatusResult> HandleAsync(StepInput input, ILambdaContext lambdaContext, CancellationToken cancellationToken)
    {
        var step = $"{FunctionNames.ExecuteAction} {input.Phase}";
        return input.Phase switch
        {
            "preflight" => await PreflightAsync(await contexts.LoadSubmittedAsync(input, step, cancellationToken), cancellationToken),
            "execute" => await ExecuteAsync(await LoadDecidedAsync(input, step, cancellationToken), lambdaContext, cancellationToken),
            "revert" => await RevertAsync(await LoadExecutedAsync(input, step, cancellationToken), lambdaContext, cancellationToken),
            _ => throw new ApprovalInvalid("ExecuteAction needs the phase preflight, execute or revert."),
        };
    }

    private async Task<ProposalContext> LoadDecidedAsync(StepInput input, string step, CancellationToken cancellationToken)
    {
        var context = await contexts.LoadAsync(input, step, cancellationToken);
        return context.Proposal switch
        {
            { Status: ProposalStatus.Approved or ProposalStatus.Executing } or { Execution: not null } => context,
            // An attempt before this one has rejected it.
            { Status: ProposalStatus.Rejected, Refusal: { } refusal } => throw new GuardrailRejected(refusal.Message),
            var proposal => throw new ApprovalInvalid(await contexts.RefuseAsync(context, step, $"the proposal is {WireName.Of(proposal.Status)}", cancellationToken)),
        };
    }

    /// <exception cref="NotSettled">The change may still be verified.</exception>
    private async Task<ProposalContext> LoadExecutedAsync(StepInput input, string step, CancellationToken cancellationToken)
    {
        var context = await contexts.LoadAsync(input, step, cancellationToken);
        if (context.Proposal.Execution is not { } execution)
        {
            throw new ApprovalInvalid(await contexts.RefuseAsync(context, step, "nothing was executed", cancellationToken));
        }

        var verifiedBy = execution.At + options.Scaled(context.Operation.VerificationTime);
        return context.Proposal is { Status: ProposalStatus.Executing, Execution.Status: ExecutionStatus.Executed, Verification: not ({ Verified: true } or { Failed: true }), Reversal: null }
            && time.GetUtcNow() < verifiedBy
            ? throw new NotSettled(await contexts.RefuseAsync(context, step, $"the change may still be verified, until {Timestamps.Text(verifiedBy)}", cancellationToken))
            : context;
    }

    private async Task<StatusResult> PreflightAsync(ProposalContext context, CancellationToken cancellationToken)
    {
        try
        {
            var executor = await AssumeRoleAsync(context, cancellationToken);
            await context.Operation.ExecuteAsync(context.Proposal.Plan, executor, WriteIntent.Validate, cancellationToken);
            return new StatusResult("ok");
        }
        catch (AwsException e) when (e.Code is ErrorCode.AwsThrottled or ErrorCode.AwsServiceError)
        {
            throw new TransientAwsError(e.Message);
        }
        catch (AwsException e)
        {
            await ApplyAsync(context, new ProposalCommand.Reject(e.ToRefusal()), cancellationToken);
            throw new GuardrailRejected(e.Message);
        }
    }

    private async Task<StatusResult> ExecuteAsync(ProposalContext context, ILambdaContext lambdaContext, CancellationToken cancellationToken)
    {
        if (context.Proposal is not ({ Status: ProposalStatus.Approved } or { Claim.Released: true, Execution: null }))
        {
            return await ResolveClaimAsync(context, context.Proposal, lambdaContext, cancellationToken);
        }

        if (await CheckGuardrailsAsync(context, lambdaContext.Logger, cancellationToken) is not ({ } plan, { Policy: { } policy } approval))
        {
            var claimed = await contexts.LoadAsync(context.Proposal.Id, cancellationToken);
            return await ResolveClaimAsync(context, claimed.Proposal, lambdaContext, cancellationToken);
        }

        if (lambdaContext.RemainingTime < MinTimeToAct)
        {
            throw new TransientAwsError("Too little of this invocation is left to make the change and record it; nothing was done.");
        }

        var claim = new ExecutionClaim(lambdaContext.AwsRequestId, time.GetUtcNow() + lambdaContext.RemainingTime + options.Scaled(ClockSkew));
        Refusal? denied = null;
        var transition = await contexts.ApplyAsync(context.Proposal, DecideAsync, RequestSource.Workflow, UntilRecorded);
        return transition switch
        {
            { Proposal: var proposal } when denied is not null && !IsClaimed(proposal) => throw new GuardrailRejected(denied.Message),
            Transition.Applied { Proposal.Status: ProposalStatus.Executing } => await ActOnceAsync(context, claim),
            Transition.Applied { Proposal.Closure: { } closure } => throw new ApprovalInvalid(closure.Reason),
            Transition.Refused refused => throw new ApprovalInvalid(refused.Refusal.Message),
            _ => await ResolveClaimAsync(context, transition.Proposal, lambdaContext, cancellationToken),
        };

        // Of rivals for the rest of a budget, those that come later find it used.
        async Task<ProposalCommand> DecideAsync(CancellationToken stop)
        {
            var answer = policy.Verdict.Budgets.IsEmpty ? policy : await policies.CheckAgainAsync(policy, stop);
            denied = answer.Denied;
            return denied is null
                ? new ProposalCommand.Acquire(claim, plan.Hash(), approval.At) { Policy = answer.ToRecord(), Budgets = answer.Verdict.Budgets }
                : new ProposalCommand.Reject(denied, ProposalStatus.Approved) { Policy = answer.ToRecord() };
        }
    }

    /// <returns>
    /// The plan as of now, and what allows it. Null when the refusal may come from the change itself: another delivery of the event
    /// has claimed it meanwhile.
    /// </returns>
    /// <exception cref="GuardrailRejected">A rule refuses the change.</exception>
    private async Task<(ChangePlan? Plan, SignedApproval? Approval)> CheckGuardrailsAsync(ProposalContext context, ILambdaLogger log, CancellationToken cancellationToken)
    {
        var refusal = (await context.FindTargetAsync(readers, cancellationToken)).Succeeded(out var target, out var missing)
            ? _guardrails.Check(context.Proposal, context.Operation, context.Arguments, target)
            : missing;
        SignedApproval? approval = null;
        if (target is not null && refusal is null)
        {
            approval = await ReadApprovalAsync(context, target, isReversal: false, log, cancellationToken);
            if (approval.Refusal is null)
            {
                return (context.Operation.Plan(context.Arguments, target) with { Format = context.Proposal.Plan.Format }, approval);
            }

            refusal = approval.Refusal;
        }

        var transition = await ApplyAsync(context, new ProposalCommand.Reject(refusal!, ProposalStatus.Approved) { Policy = approval?.Policy?.ToRecord() }, cancellationToken);
        return IsClaimed(transition.Proposal) ? (null, null) : throw new GuardrailRejected(refusal!.Message);
    }

    private static bool IsClaimed(Proposal proposal) => proposal is { Status: ProposalStatus.Executing } and not { Claim.Released: true, Execution: null };

    /// <exception cref="AwsException">AWS did not answer.</exception>
    private async Task<SignedApproval> ReadApprovalAsync(ProposalContext context, TargetState target, bool isReversal, ILambdaLogger log, CancellationToken cancellationToken)
    {
        try
        {
            var approval = await approvals.ReadAsync(context, target, isReversal, log, cancellationToken);
            if (approval.SignatureProblem is { } problem)
            {
                await contexts.AuditSignatureAsync(context, problem, cancellationToken);
            }

            return approval;
        }
        catch (AwsException e) when (e.Code is not (ErrorCode.AwsThrottled or ErrorCode.AwsServiceError))
        {
            return new SignedApproval(null, e.ToRefusal(), null);
        }
    }

    private async Task<StatusResult> ActOnceAsync(ProposalContext context, ExecutionClaim claim)
    {
        var started = time.GetTimestamp();
        var dryRun = options.Mode is ExecutionMode.DryRun;
        var executor = await AssumeExecutorAsync(context, claim, problem => RecordAsync(ExecutionStatus.Failed, problem));
        try
        {
            await context.Operation.ExecuteAsync(context.Proposal.Plan, executor, dryRun ? WriteIntent.Validate : WriteIntent.Execute, UntilRecorded);
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
#pragma warning disable CA1031 // Whatever ended the call: it is not known what AWS did.
        catch (Exception e) when (!dryRun)
#pragma warning restore CA1031
        {
            var message = (e as AwsException)?.Message ?? $"The call to AWS ended with {e.GetType().Name}.";
            if (context.Operation.CanReadBack)
            {
                await PersistWithRetryAsync(context, new ProposalCommand.MarkUnconfirmed(claim.RequestId, new Refusal(ErrorCode.AwsServiceError, message), time.GetUtcNow() + options.Scaled(ReadBackDelay)));
                throw new NotSettled($"{message} The target will be read back.");
            }

            var problem = context.Unknown(message);
            await RecordAsync(ExecutionStatus.Unknown, problem);
            throw new ExecutionFailed(problem.Message);
        }

        await RecordAsync(dryRun ? ExecutionStatus.WouldExecute : ExecutionStatus.Executed, null);
        return new StatusResult(WireName.Of(dryRun ? ExecutionStatus.WouldExecute : ExecutionStatus.Executed));

        Task RecordAsync(ExecutionStatus status, Refusal? problem) =>
            PersistWithRetryAsync(context, new ProposalCommand.RecordExecution(claim.RequestId, new ExecutionRecord(status, time.GetUtcNow(), time.GetElapsedTime(started), problem)));
    }

    /// <summary>Assumes the role for a claimed change. If that fails, nothing was done, so another attempt may act.</summary>
    private async Task<IExecutor> AssumeExecutorAsync(ProposalContext context, ExecutionClaim claim, Func<Refusal, Task> recordFailureAsync)
    {
        try
        {
            return await AssumeRoleAsync(context, UntilRecorded);
        }
        catch (AwsException e) when (e.Code is not (ErrorCode.AwsThrottled or ErrorCode.AwsServiceError or ErrorCode.OutcomeUnknown))
        {
            await recordFailureAsync(e.ToRefusal());
            throw new ExecutionFailed(e.Message);
        }
        catch (AwsException e)
        {
            await PersistWithRetryAsync(context, new ProposalCommand.Release(claim.RequestId));
            throw new TransientAwsError(e.Message);
        }
    }

    /// <summary>
    /// Stores what was done, or that nothing was. If this is lost, so is the outcome of a change that cannot be read back, so a
    /// store that does not answer is tried again for some seconds.
    /// </summary>
    private async Task PersistWithRetryAsync(ProposalContext context, ProposalCommand command)
    {
        for (var pause = FirstPause; ; pause *= 2)
        {
            try
            {
                await ApplyAsync(context, command, UntilRecorded);
                return;
            }
            catch (Exception e) when (e is AwsException or AuditWriteException && pause < FirstPause * 16)
            {
                await Task.Delay(pause, time, UntilRecorded);
            }
        }
    }

    /// <summary>Another attempt has claimed the change: answers its result, waits for it, reads back what it did, or declares the outcome unknown.</summary>
    private async Task<StatusResult> ResolveClaimAsync(ProposalContext context, Proposal proposal, ILambdaContext lambdaContext, CancellationToken cancellationToken)
    {
        if (proposal.Execution is { } execution)
        {
            return execution.Status is ExecutionStatus.Executed or ExecutionStatus.WouldExecute
                ? new StatusResult(WireName.Of(execution.Status))
                : throw new ExecutionFailed(execution.Problem?.Message ?? "The change failed.");
        }

        if (proposal.Claim is not { } claim || proposal.IsTerminal)
        {
            throw new ApprovalInvalid($"The proposal is {WireName.Of(proposal.Status)}; nothing is executed.");
        }

        if (time.GetUtcNow() < claim.Deadline)
        {
            throw new NotSettled("Another attempt is making the change.");
        }

        if (await ReadBackAsync(context, cancellationToken) is var readBack and not ReadBackResult.CannotTell)
        {
            await ApplyAsync(context, new ProposalCommand.RecordReadBack(readBack is ReadBackResult.Done), cancellationToken);
            return await ExecuteAsync(await contexts.LoadAsync(proposal.Id, cancellationToken), lambdaContext, cancellationToken);
        }

        var problem = (context with { Proposal = proposal }).Unknown();
        await ApplyAsync(context, new ProposalCommand.DeclareUnknown(problem), cancellationToken);
        throw new ExecutionFailed(problem.Message);
    }

    // A dry run changes nothing, whatever became of it.
    private async Task<ReadBackResult> ReadBackAsync(ProposalContext context, CancellationToken cancellationToken) =>
        options.Mode is ExecutionMode.DryRun ? ReadBackResult.NotDone
        : (await context.FindChangedTargetAsync(readers, cancellationToken)).Succeeded(out var target, out _) ? context.Operation.ReadBack(context.Proposal.Plan, target)
        : ReadBackResult.CannotTell;

    /// <summary>
    /// The change did not settle: restores the former state, where the approved plan asks for it. Repeating it is harmless, so
    /// it is retried where that may help; what somebody changed meanwhile is left alone.
    /// </summary>
    private async Task<StatusResult> RevertAsync(ProposalContext context, ILambdaContext lambdaContext, CancellationToken cancellationToken)
    {
        if (context.Operation.Reversal(context.Proposal.Plan) is not { } summary
            || context.Proposal is not { Status: ProposalStatus.Executing, Execution.Status: ExecutionStatus.Executed, Verification: not { Verified: true } })
        {
            return new StatusResult("not_asked");
        }

        await RecordAsync(ReversalStatus.Started, null, cancellationToken);
        var reversal = (await contexts.LoadAsync(context.Proposal.Id, cancellationToken)).Proposal.Reversal;
        if (reversal is not { Status: ReversalStatus.Started })
        {
            return new StatusResult(reversal is null ? "not_asked" : WireName.Of(reversal.Status));
        }

        try
        {
            if (await CheckReversalAsync(context, lambdaContext.Logger, cancellationToken) is { } refusal)
            {
                await RecordAsync(ReversalStatus.Failed, refusal, cancellationToken);
                throw new ExecutionFailed(refusal.Message);
            }

            var executor = await AssumeRoleAsync(context, cancellationToken);
            await context.Operation.RevertAsync(context.Proposal.Plan, executor, UntilRecorded);
        }
        catch (AwsException e) when (e.Code is ErrorCode.AwsThrottled or ErrorCode.AwsServiceError or ErrorCode.OutcomeUnknown)
        {
            throw new TransientAwsError(e.Message);
        }
        catch (AwsException e)
        {
            await RecordAsync(ReversalStatus.Failed, e.ToRefusal(), UntilRecorded);
            throw new ExecutionFailed(e.Message);
        }

        await RecordAsync(ReversalStatus.Reverted, null, UntilRecorded);
        return new StatusResult(WireName.Of(ReversalStatus.Reverted));

        Task<Transition> RecordAsync(ReversalStatus status, Refusal? problem, CancellationToken stop)
        {
            DateTimeOffset? deadline = status is ReversalStatus.Started ? time.GetUtcNow() + lambdaContext.RemainingTime + options.Scaled(ClockSkew) : null;
            var record = new ReversalRecord(status, time.GetUtcNow(), summary, problem, deadline);
            return ApplyAsync(context, new ProposalCommand.RecordReversal(record, options.Scaled(context.Operation.VerificationTime)), stop);
        }
    }

    private async Task<Refusal?> CheckReversalAsync(ProposalContext context, ILambdaLogger log, CancellationToken cancellationToken) =>
        (await context.FindTargetAsync(readers, cancellationToken)).Succeeded(out var target, out var missing)
            ? _guardrails.CheckReversal(context.Proposal, context.Operation, target) ?? (await ReadApprovalAsync(context, target, isReversal: true, log, cancellationToken)).Refusal
            : missing;

    private Task<IExecutor> AssumeRoleAsync(ProposalContext context, CancellationToken cancellationToken) =>
        role.AssumeAsync(
            new ExecutorScope(context.Proposal.Id, context.Operation.IamAction, context.Proposal.Plan.Target.Arn) { PassedRoles = context.Operation.Change(context.Proposal.Plan).PassedRoles },
            cancellationToken);

    private Task<Transition> ApplyAsync(ProposalContext context, ProposalCommand command, CancellationToken cancellationToken) =>
        contexts.ApplyAsync(context.Proposal, command, RequestSource.Workflow, cancellationToken);
}
