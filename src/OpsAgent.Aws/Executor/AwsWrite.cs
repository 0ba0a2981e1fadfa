using Amazon.Runtime;

using OpsAgent.Aws.Clients;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Aws.Executor;

/// <summary>
/// Runs one write as <see cref="AwsCall"/> does; in addition a target that does not exist is RESOURCE_NOT_FOUND.
/// </summary>
internal static class AwsWrite
{
    private static readonly string[] NotFoundCodes = ["InvalidInstanceID.NotFound", "ServiceNotFoundException", "ClusterNotFoundException"];

    /// <param name="expected">AWS error codes that the caller handles itself.</param>
    /// <exception cref="AwsException">The write failed.</exception>
    public static async Task RunAsync<T>(string action, string resource, Func<Task<T>> call, params string[] expected)
    {
        try
        {
            await AwsCall.RunAsync(action, resource, call, [.. NotFoundCodes, .. expected]);
        }
        catch (AmazonServiceException e) when (NotFoundCodes.Contains(e.ErrorCode))
        {
            throw NotFound(action, resource, e);
        }
        catch (OperationCanceledException e) when (e.InnerException is TimeoutException)
        {
            throw new AwsException(ErrorCode.AwsServiceError, action, resource, $"AWS did not answer {action} on {resource} in time.", e);
        }
    }

    public static AwsException NotFound(string action, string resource, Exception? inner = null) => new(
        ErrorCode.ResourceNotFound,
        action,
        resource,
        $"AWS finds no {resource} for {action}.{AwsSentence.Of((inner as AmazonServiceException)?.Message)} Nothing was done; look whether it was deleted meanwhile.",
        inner);
}
