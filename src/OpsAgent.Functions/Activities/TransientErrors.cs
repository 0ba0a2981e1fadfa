using OpsAgent.Core.Audit;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Activities.Errors;

namespace OpsAgent.Functions.Activities;

/// <summary>
/// A store that cannot be reached, or an invocation that has no time left, must not end a workflow: both become the one error
/// that the state machine retries. Every step may be run again.
/// </summary>
internal static class TransientErrors
{
    /// <param name="cancellationToken">The token that the step works under.</param>
    /// <exception cref="TransientAwsError">
    /// The stores did not answer or were busy, the audit could not be written, or the invocation's time was over.
    /// </exception>
    public static async Task<T> WrapAsync<T>(Func<Task<T>> step, CancellationToken cancellationToken)
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
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new TransientAwsError("AWS did not answer in the time that one attempt of a step has; the step is tried again.");
        }
    }
}
