using OpsAgent.Core.Approvals;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Activities.Errors;

namespace OpsAgent.Functions.Activities;

/// <summary>A stored proposal with the operation and the arguments that it is about.</summary>
public sealed record ProposalContext(Proposal Proposal, WriteOperation Operation, Arguments Arguments)
{
    /// <returns>OUTCOME_UNKNOWN, with how a person finds out whether the change was made.</returns>
    /// <param name="known">What is known, as a sentence.</param>
    public Refusal Unknown(string known) => new(
        ErrorCode.OutcomeUnknown,
        $"{known} Whether the change was made cannot be told, so it is not repeated. To find out: "
        + Operation.HowToCheckByHand(Proposal.Plan, Proposal.Id, Proposal.CreatedAt));

    /// <returns>The same for an attempt that ended without recording anything.</returns>
    public Refusal Unknown() => Unknown(Proposal.Claim is { Unconfirmed: { } unconfirmed }
        ? unconfirmed.Message
        : $"The attempt to {char.ToLowerInvariant(Proposal.Plan.Summary[0])}{Proposal.Plan.Summary[1..].TrimEnd('.')} ended without a result.");

    /// <returns>The target as it is now, or why it cannot be read: RESOURCE_NOT_FOUND or AWS's refusal.</returns>
    /// <exception cref="TransientAwsError">AWS did not answer.</exception>
    public Task<Outcome<TargetState>> FindTargetAsync(AwsReaders readers, CancellationToken cancellationToken) =>
        FindAsync(Operation.FindTargetAsync(Arguments, readers, cancellationToken));

    /// <inheritdoc cref="FindTargetAsync"/>
    public Task<Outcome<TargetState>> FindChangedTargetAsync(AwsReaders readers, CancellationToken cancellationToken) =>
        FindAsync(Operation.FindChangedTargetAsync(Arguments, readers, cancellationToken));

    private async Task<Outcome<TargetState>> FindAsync(Task<TargetState?> search)
    {
        try
        {
            return await search is { } target
                ? target
                : Operation.NotFound(Arguments);
        }
        catch (AwsException e) when (e.Code is ErrorCode.AwsThrottled or ErrorCode.AwsServiceError)
        {
            throw new TransientAwsError(e.Message);
        }
        catch (AwsException e)
        {
            return e.ToRefusal();
        }
    }
}
