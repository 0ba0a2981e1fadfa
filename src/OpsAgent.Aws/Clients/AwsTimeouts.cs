using Amazon.Runtime;

namespace OpsAgent.Aws.Clients;

/// <summary>How long one call to AWS may take, so that a function answers before Lambda ends it.</summary>
/// <param name="Attempt">The most that one attempt may take.</param>
/// <param name="Retries">How often the SDK tries again, in its standard mode: throttling, 5xx and lost connections.</param>
public sealed record AwsTimeouts(TimeSpan Attempt, int Retries)
{
    /// <summary>Three attempts of 5 s and the waits between them stay below API Gateway's 29 s.</summary>
    public static AwsTimeouts Standard { get; } = new(TimeSpan.FromSeconds(5), 2);

    /// <summary>For what must not be sent twice: one attempt.</summary>
    public static AwsTimeouts Once { get; } = new(TimeSpan.FromSeconds(10), 0);

    /// <summary>For a language model, which thinks longer than AWS looks; whoever asks it ends the wait as a whole.</summary>
    public static AwsTimeouts Model { get; } = new(TimeSpan.FromSeconds(15), 2);

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
