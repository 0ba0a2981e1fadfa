using Amazon;
using Amazon.Runtime;
using Amazon.StepFunctions;

namespace OpsAgent.Compat.Tests.Support;

internal static class FakeCredentials
{
    public const string AccessKey = "AKIAFAKEFAKEFAKEFAKE";
    public const string SecretKey = "fake-secret-fake-secret-fake-secret-fake";
    public const string SessionToken = "fake-session-token";
    public const string Region = "eu-west-1";

    public static AWSCredentials Basic { get; } = new BasicAWSCredentials(AccessKey, SecretKey);

    public static AmazonStepFunctionsClient StepFunctionsAt(Uri address, Action<AmazonStepFunctionsConfig>? configure = null)
    {
        var config = At<AmazonStepFunctionsConfig>(address);
        configure?.Invoke(config);
        return new AmazonStepFunctionsClient(Basic, config);
    }

    /// <summary>The client configuration for a fake server.</summary>
    public static TConfig At<TConfig>(Uri address, int retries = 0) where TConfig : ClientConfig, new() => new()
    {
        ServiceURL = address.ToString(),
        AuthenticationRegion = Region,
        MaxErrorRetry = retries,
    };
}
