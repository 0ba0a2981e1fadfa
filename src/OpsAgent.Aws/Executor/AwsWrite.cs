using Amazon.Runtime;

using OpsAgent.Aws.Clients;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Aws.Executor;

/// <summary>
/// One write, with what <see cref="AwsCall"/> makes of its failures, and one thing more: a target that is gone is
/// RESOURCE_NOT_FOUND.
/// </summary>
internal static class AwsWrite
{
    private static readonly string[] Gone = ["InvalidInstanceID.NotFound", "ServiceNotFoundException", "ClusterNotFoundException"];

    /// <param name="expected">AWS's error codes that the caller handles itself.</param>
    public static async Task RunAsync<T>(string action, string resource, Func<Task<T>> call, params string[] expected)
    {
        try
        {
            await AwsCall.RunAsync(action, resource, call, [.. Gone, .. expected]);
        }
        catch (AmazonServiceException e) when (Gone.Contains(e.ErrorCode))
        {
            throw NotThere(action, resource, e);
        }
        catch (OperationCanceledException e) when (e.InnerException is TimeoutException)
        {
            throw new AwsException(ErrorCode.AwsServiceError, action, resource, $"AWS did not answer {action} on {resource} in time.", e);
        }
    }

    public static AwsException NotThere(string action, string resource, Exception? inner = null) => new(
        ErrorCode.ResourceNotFound,
        action,
        resource,
        $"AWS finds no {resource} for {action}. Nothing was done; look whether it was deleted meanwhile.",
        inner);
}
