using OpsAgent.Core.Approvals.Transitions;
using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Activities.Errors;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Functions.Activities;

/// <summary>The first step: whether OpsAgent may change this target at all, in the state it is in.</summary>
public sealed class ValidateTagsFunction(AgentOptions options, ProposalContextLoader contexts, AwsReaders readers)
{
    private readonly GuardrailCheck _guardrails = new(options);

    public async Task<ValidateTagsResult> HandleAsync(StepInput input, CancellationToken cancellationToken)
    {
        var context = await contexts.LoadSubmittedAsync(input, FunctionNames.ValidateTags, cancellationToken);
        if (!(await context.FindTargetAsync(readers, cancellationToken)).Succeeded(out var target, out var missing))
        {
            await RejectAsync(context, missing, cancellationToken);
            throw new TargetNotFound(missing.Message);
        }

        if (_guardrails.Check(context.Proposal, context.Operation, context.Arguments, target) is { } refusal)
        {
            await RejectAsync(context, refusal, cancellationToken);
            throw new GuardrailRejected(refusal.Message);
        }

        return new ValidateTagsResult(target.Target, target.Tags);
    }

    private Task<Transition> RejectAsync(ProposalContext context, Refusal refusal, CancellationToken cancellationToken) =>
        contexts.ApplyAsync(context.Proposal, new ProposalCommand.Reject(refusal), RequestSource.Workflow, cancellationToken);
}
