using System.Text.RegularExpressions;

using Amazon.Runtime;

using OpsAgent.Chat.Model;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Aws.Model;

/// <summary>
/// What a refusal of Amazon Bedrock means. Its error codes do not tell: a model that is Legacy, past its end or not to be had
/// without the provider's form is one ResourceNotFoundException, so the sentences are read.
/// </summary>
internal static partial class BedrockFailures
{
    /// <summary>Whether Bedrock does not take the request's cache points; it says so with 400 or 403.</summary>
    public static bool IsOfCaching(AwsException error) => Caching().IsMatch(SentenceOf(error));

    public static ModelException ToModelException(AwsException error) => new(FailureOf(error), error.Message, error);

    private static ModelFailure FailureOf(AwsException error) => SentenceOf(error) switch
    {
        var s when UseCase().IsMatch(s) => ModelFailure.UseCaseMissing,
        var s when Ended().IsMatch(s) => ModelFailure.EndOfLife,
        var s when Legacy().IsMatch(s) => ModelFailure.Legacy,
        var s when Length().IsMatch(s) => ModelFailure.TooLong,
        var s when Region().IsMatch(s) => ModelFailure.NotInRegion,
        _ when (error.InnerException as AmazonServiceException)?.ErrorCode is "ModelTimeoutException" => ModelFailure.TimedOut,
        _ when error.Code is ErrorCode.AwsThrottled => ModelFailure.Throttled,
        _ when error.Code is ErrorCode.AwsAccessDenied => ModelFailure.AccessDenied,
        _ when error.InnerException is not AmazonServiceException { StatusCode: not 0 } => ModelFailure.TimedOut,
        _ when error.Code is ErrorCode.PolicyDenied => ModelFailure.Refused,
        _ => ModelFailure.NoAnswer,
    };

    private static string SentenceOf(AwsException error) => error.InnerException?.Message ?? error.Message;

    [GeneratedRegex("prompt caching|cachePoint|cache_control", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Caching();

    [GeneratedRegex("use[ -]case (details|form)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex UseCase();

    [GeneratedRegex("end of (its )?life", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Ended();

    [GeneratedRegex("marked by (the )?provider as legacy", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Legacy();

    [GeneratedRegex("(input|prompt) is too long|input tokens exceed|exceeds? (the )?(model's )?(maximum )?context|maximum context length|context window", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Length();

    [GeneratedRegex("model identifier is invalid|on-demand throughput isn.t supported|could not resolve the foundation model|not (supported|available) in (this|the) region|model not found", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Region();
}
