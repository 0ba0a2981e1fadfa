using Amazon.Lambda.Core;

namespace OpsAgent.Local.Http;

/// <summary>The Lambda context of one invocation.</summary>
internal sealed class LocalLambdaContext(string functionName, string requestId, DateTimeOffset deadline, TimeProvider time, ILambdaLogger logger) : ILambdaContext
{
    public string AwsRequestId => requestId;

    public string FunctionName => functionName;

    public string FunctionVersion => "$LATEST";

    public string InvokedFunctionArn => $"arn:aws:lambda:us-east-1:123456789012:function:{functionName}";

    public ILambdaLogger Logger => logger;

    public string LogGroupName => $"/aws/lambda/{functionName}";

    public string LogStreamName => "local";

    public int MemoryLimitInMB => 512;

    public TimeSpan RemainingTime => deadline - time.GetUtcNow();

    public IClientContext ClientContext => null!;

    public ICognitoIdentity Identity => null!;
}
