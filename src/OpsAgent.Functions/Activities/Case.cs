using OpsAgent.Core;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Operations;

namespace OpsAgent.Functions.Activities;

/// <summary>A stored proposal with the operation and the arguments that it is about.</summary>
public sealed record Case(Proposal Proposal, WriteOperation Operation, Arguments Arguments)
{
    /// <returns>The target as it is now, or why it cannot be looked at.</returns>
    /// <exception cref="TransientAwsError">AWS did not answer.</exception>
    public async Task<Outcome<TargetState>> FindTargetAsync(Cloud cloud, CancellationToken cancellationToken)
    {
        try
        {
            return await Operation.FindTargetAsync(Arguments, cloud, cancellationToken) is { } target
                ? target
                : Operation.NotFound(Arguments);
        }
        catch (CloudException e) when (e.Code is ErrorCode.AwsThrottled or ErrorCode.AwsServiceError)
        {
            throw new TransientAwsError(e.Message);
        }
        catch (CloudException e)
        {
            return e.ToRefusal();
        }
    }
}
