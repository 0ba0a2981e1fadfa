namespace Amazon.Lambda.RuntimeSupport.Bootstrap;

public class LambdaBootstrapOptions
{
    /// <summary>Host and port of the Runtime API; when null, <c>AWS_LAMBDA_RUNTIME_API</c> says it.</summary>
    public string RuntimeApiEndpoint { get; set; }
}
