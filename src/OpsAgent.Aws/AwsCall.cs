using Amazon.Runtime;

using OpsAgent.Core;

namespace OpsAgent.Aws;

/// <summary>Runs one call to AWS and turns a failure that is not about the request into a <see cref="CloudException"/>.</summary>
internal static class AwsCall
{
    /// <param name="action">The IAM action, such as <c>states:StartExecution</c>.</param>
    /// <exception cref="CloudException">Throttled, denied, unreachable or broken. A service's own named errors pass.</exception>
    public static async Task<T> RunAsync<T>(string action, string resource, Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (AmazonServiceException e) when (CodeOf(e) is { } code)
        {
            throw new CloudException(code, action, resource, MessageOf(code, action, resource, e.ErrorCode), e);
        }
        catch (Exception e) when (e is AmazonClientException or HttpRequestException or TimeoutException)
        {
            throw new CloudException(
                ErrorCode.AwsServiceError, action, resource, $"AWS did not answer {action} on {resource}. Try again; if it stays so, look at the AWS Health Dashboard.", e);
        }
    }

    private static ErrorCode? CodeOf(AmazonServiceException error) => error.ErrorCode switch
    {
        "AccessDenied" or "AccessDeniedException" or "UnauthorizedOperation" or "UnrecognizedClientException" => ErrorCode.AwsAccessDenied,
        "Throttling" or "ThrottlingException" or "TooManyRequestsException" or "RequestLimitExceeded" => ErrorCode.AwsThrottled,
        _ => (int)error.StatusCode >= 500 || error.StatusCode == 0 ? ErrorCode.AwsServiceError : null,
    };

    private static string MessageOf(ErrorCode code, string action, string resource, string awsCode) => code switch
    {
        ErrorCode.AwsAccessDenied => $"AWS denied {action} on {resource}: the function's role lacks this permission.",
        ErrorCode.AwsThrottled => $"AWS throttled {action} on {resource}. Nothing was done; try again in a minute.",
        _ => $"AWS failed {action} on {resource} ({awsCode}). Try again; if it stays so, look at the AWS Health Dashboard.",
    };
}
