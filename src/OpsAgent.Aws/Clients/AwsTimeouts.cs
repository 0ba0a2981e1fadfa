using Amazon.Runtime;

namespace OpsAgent.Aws.Clients;

/// <summary>Timeout and retries of AWS calls, so that a function answers before Lambda's timeout.</summary>
/// <param name="Attempt">Timeout of one attempt.</param>
/// <param name="Retries">Retries in the SDK's standard mode: for throttling, 5xx and lost connections.</param>
public sealed record AwsTimeouts(TimeSpan Attempt, int Retries)
{
    /// <summary>Three attempts of 5 s and the waits between them stay below API Gateway's 29 s.</summary>
    public static AwsTimeouts Standard { get; } = new(TimeSpan.FromSeconds(5), 2);

    /// <summary>For requests that must not be sent twice: one attempt.</summary>
    public static AwsTimeouts SingleAttempt { get; } = new(TimeSpan.FromSeconds(10), 0);

    /// <summary>For Bedrock, whose models take longer to answer; the caller limits the total time.</summary>
    public static AwsTimeouts Model { get; } = new(TimeSpan.FromSeconds(15), 2);

    /// <summary>For a function that is waited for, as long as a function behind API Gateway may work: one attempt.</summary>
    public static AwsTimeouts Invocation { get; } = new(TimeSpan.FromSeconds(28), 0);

    internal void ApplyTo(ClientConfig config)
    {
        config.Timeout = Attempt;
        config.RetryMode = RequestRetryMode.Standard;
        config.MaxErrorRetry = Retries;
        if (Retries == 0)
        {
            config.HttpClientFactory = new SingleAttemptHttpClientFactory();
        }
    }
}
