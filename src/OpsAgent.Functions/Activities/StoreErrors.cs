using OpsAgent.Core.Audit;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Activities.Errors;

namespace OpsAgent.Functions.Activities;

/// <summary>
/// A store that cannot be reached is no reason to end a workflow: the state machine knows such an error under the one name
/// that it tries again. Every step may be run again.
/// </summary>
internal static class StoreErrors
{
    /// <exception cref="TransientAwsError">The stores did not answer or were busy, or the audit could not be written.</exception>
    public static async Task<T> AsTransientAsync<T>(Func<Task<T>> step)
    {
        try
        {
            return await step();
        }
        catch (AwsException e) when (e.Code is ErrorCode.AwsThrottled or ErrorCode.AwsServiceError or ErrorCode.ResourceBusy)
        {
            throw new TransientAwsError(e.Message);
        }
        catch (AuditWriteException e)
        {
            throw new TransientAwsError(e.Message);
        }
    }
}
