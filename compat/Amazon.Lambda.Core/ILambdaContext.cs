namespace Amazon.Lambda.Core;

/// <summary>What Lambda tells a handler about this invocation and the function it runs in.</summary>
public interface ILambdaContext
{
    string AwsRequestId { get; }

    IClientContext ClientContext { get; }

    string FunctionName { get; }

    string FunctionVersion { get; }

    ICognitoIdentity Identity { get; }

    string InvokedFunctionArn { get; }

    ILambdaLogger Logger { get; }

    string LogGroupName { get; }

    string LogStreamName { get; }

    int MemoryLimitInMB { get; }

    TimeSpan RemainingTime { get; }

    // Younger than the interface, so they must not break those who implement it.
    string TenantId => null;

    string TraceId => null;

    ILambdaSerializer Serializer => null;
}
