using System.Globalization;
using System.Net.Http.Headers;
using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport.Logging;

namespace Amazon.Lambda.RuntimeSupport.Context;

/// <summary>One invocation, from the headers of <c>next</c> and the environment of the function.</summary>
internal sealed class InvocationContext : ILambdaContext
{
    private const string Prefix = "Lambda-Runtime-";

    private DateTimeOffset deadline;

    public string AwsRequestId { get; private init; }

    public IClientContext ClientContext { get; private init; }

    public string FunctionName { get; } = Environment.GetEnvironmentVariable("AWS_LAMBDA_FUNCTION_NAME");

    public string FunctionVersion { get; } = Environment.GetEnvironmentVariable("AWS_LAMBDA_FUNCTION_VERSION");

    public ICognitoIdentity Identity { get; private init; }

    public string InvokedFunctionArn { get; private init; }

    public ILambdaLogger Logger { get; private init; }

    public string LogGroupName { get; } = Environment.GetEnvironmentVariable("AWS_LAMBDA_LOG_GROUP_NAME");

    public string LogStreamName { get; } = Environment.GetEnvironmentVariable("AWS_LAMBDA_LOG_STREAM_NAME");

    public int MemoryLimitInMB { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"), CultureInfo.InvariantCulture, out var size) ? size : 0;

    public TimeSpan RemainingTime => deadline - DateTimeOffset.UtcNow;

    public string TenantId { get; private init; }

    public string TraceId { get; private init; }

    public static InvocationContext From(HttpResponseHeaders headers, LambdaLog log)
    {
        var id = Value(headers, Prefix + "Aws-Request-Id")
            ?? throw new InvalidOperationException("The Runtime API gave an invocation without a request id");
        return new InvocationContext
        {
            AwsRequestId = id,
            ClientContext = Context.ClientContext.Parse(Value(headers, Prefix + "Client-Context")),
            Identity = CognitoIdentity.Parse(Value(headers, Prefix + "Cognito-Identity")),
            InvokedFunctionArn = Value(headers, Prefix + "Invoked-Function-Arn"),
            Logger = log,
            TenantId = Value(headers, Prefix + "Aws-Tenant-Id"),
            TraceId = Value(headers, Prefix + "Trace-Id"),
            deadline = long.TryParse(Value(headers, Prefix + "Deadline-Ms"), CultureInfo.InvariantCulture, out var milliseconds)
                ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
                : DateTimeOffset.UnixEpoch,
        };
    }

    private static string Value(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}
