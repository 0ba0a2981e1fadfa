using System.Xml;

using Amazon.Runtime;

using OpsAgent.Core.Primitives;

namespace OpsAgent.Aws.Clients;

/// <summary>
/// Runs one AWS SDK call and converts every exception but the expected ones to an <see cref="AwsException"/>:
/// <list type="table">
/// <item><term>AWS_ACCESS_DENIED</term><description>the role lacks the permission, or the credentials are invalid</description></item>
/// <item><term>AWS_THROTTLED</term><description>throttled; nothing was done</description></item>
/// <item><term>VALIDATION_ERROR</term><description>AWS does not take what a read asks for</description></item>
/// <item><term>POLICY_DENIED</term><description>any other 4xx</description></item>
/// <item><term>AWS_SERVICE_ERROR</term><description>5xx, no response, or an unreadable response; the outcome is unknown</description></item>
/// </list>
/// </summary>
internal static class AwsCall
{
    /// <param name="action">The IAM action, such as <c>states:StartExecution</c>.</param>
    /// <param name="resource">The id, name or ARN that the message names.</param>
    /// <param name="expected">AWS error codes that the caller handles itself: those exceptions are rethrown unchanged.</param>
    /// <exception cref="AwsException">Any other failure.</exception>
    public static async Task<T> RunAsync<T>(string action, string resource, Func<Task<T>> call, params string[] expected)
    {
        try
        {
            return await call();
        }
        catch (AmazonServiceException e) when (e.InnerException is OperationCanceledException && e.StatusCode == 0)
        {
            throw NoAnswer(action, resource, e);
        }
        catch (AmazonServiceException e) when (IsUnreadable(e))
        {
            throw new AwsException(
                ErrorCode.AwsServiceError,
                action,
                resource,
                $"AWS's answer to {action} on {resource} cannot be read. Try again; if it stays so, look for a proxy in between and at the AWS Health Dashboard.",
                e);
        }
        catch (AmazonServiceException e) when (expected.Contains(e.ErrorCode, StringComparer.Ordinal))
        {
            throw;
        }
        catch (AmazonServiceException e)
        {
            var code = CodeOf(action, e);
            throw new AwsException(code, action, resource, MessageOf(code, action, resource, e.ErrorCode, AwsSentence.Of(e.Message)), e);
        }
        catch (Exception e) when (e is AmazonClientException or HttpRequestException or TimeoutException or IOException or XmlException or FormatException)
        {
            throw NoAnswer(action, resource, e);
        }
    }

    /// <summary>The error for a list with more pages than are read, where the port promises the whole list.</summary>
    public static AwsException TooManyPages(string action, string resource, int pages) => new(
        ErrorCode.AwsServiceError,
        action,
        resource,
        $"AWS answers {action} on {resource} with more than the {pages} pages that are read. Ask for less at a time.");

    private static AwsException NoAnswer(string action, string resource, Exception inner) => new(
        ErrorCode.AwsServiceError,
        action,
        resource,
        $"AWS did not answer {action} on {resource}. Try again; if it stays so, look at the AWS Health Dashboard.",
        inner);

    // Without an error code the response may not be AWS's, so that not even a 4xx says that nothing was done; 429 does.
    private static bool IsUnreadable(AmazonServiceException error) =>
        error is AmazonUnmarshallingException || (string.IsNullOrEmpty(error.ErrorCode) && (int)error.StatusCode != 429);

    private static ErrorCode CodeOf(string action, AmazonServiceException error) => error.ErrorCode switch
    {
        "AccessDenied" or "AccessDeniedException" or "AuthorizationError" or "AuthorizationErrorException" or "UnauthorizedOperation" or "NotAuthorized"
            or "AuthFailure" or "UnrecognizedClientException" or "InvalidClientTokenId" or "ExpiredToken" or "ExpiredTokenException"
            or "SignatureDoesNotMatch" or "InvalidSignatureException" or "IncompleteSignature" or "MissingAuthenticationToken"
            or "MissingAuthenticationTokenException" or "OptInRequired" => ErrorCode.AwsAccessDenied,
        "Throttling" or "ThrottlingException" or "Throttled" or "ThrottledException" or "TooManyRequestsException" or "RequestLimitExceeded"
            or "RequestThrottled" or "RequestThrottledException" or "ProvisionedThroughputExceededException" or "LimitExceededException"
            or "SlowDown" or "PriorRequestNotComplete" => ErrorCode.AwsThrottled,
        _ when (int)error.StatusCode == 429 => ErrorCode.AwsThrottled,
        // No policy denies anything where nothing was to be changed.
        var code when (int)error.StatusCode is >= 400 and < 500 && IsRead(action) && IsOfTheRequest(code) => ErrorCode.ValidationError,
        _ when (int)error.StatusCode is >= 400 and < 500 => ErrorCode.PolicyDenied,
        _ => ErrorCode.AwsServiceError,
    };

    private static bool IsRead(string action) =>
        action[(action.IndexOf(':', StringComparison.Ordinal) + 1)..] is var name
        && (name.StartsWith("Describe", StringComparison.Ordinal) || name.StartsWith("Get", StringComparison.Ordinal) || name.StartsWith("List", StringComparison.Ordinal)
            || name.StartsWith("Lookup", StringComparison.Ordinal));

    private static bool IsOfTheRequest(string code) =>
        code.StartsWith("Invalid", StringComparison.Ordinal) || code.StartsWith("Validation", StringComparison.Ordinal) || code.StartsWith("Malformed", StringComparison.Ordinal)
        || code.StartsWith("Missing", StringComparison.Ordinal);

    private static string MessageOf(ErrorCode code, string action, string resource, string awsCode, string said) => code switch
    {
        ErrorCode.AwsAccessDenied when awsCode is "ExpiredToken" or "ExpiredTokenException" or "InvalidClientTokenId" or "UnrecognizedClientException"
            or "SignatureDoesNotMatch" or "InvalidSignatureException" or "AuthFailure" or "MissingAuthenticationToken" or "MissingAuthenticationTokenException" =>
            $"AWS did not accept the credentials for {action} on {resource} ({awsCode}).{said} Check the role or sign in again.",
        ErrorCode.AwsAccessDenied => $"AWS denied {action} on {resource}: the role in use lacks the permission {action}.{said} Add it to the role, or look for a policy that denies it.",
        ErrorCode.AwsThrottled => $"AWS throttled {action} on {resource}.{said} Nothing was done; try again in a minute.",
        ErrorCode.ValidationError => $"AWS did not take {action} on {resource} ({awsCode}).{said} Check what was asked for.",
        ErrorCode.PolicyDenied => $"AWS refused {action} on {resource} ({awsCode}).{said} Nothing was done; check the request and the state of the resource.",
        _ => $"AWS failed {action} on {resource} ({awsCode}).{said} Try again; if it stays so, look at the AWS Health Dashboard.",
    };
}
