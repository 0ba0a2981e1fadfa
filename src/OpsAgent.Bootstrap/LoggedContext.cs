using Amazon.Lambda.Core;

namespace OpsAgent.Bootstrap;

/// <summary>An invocation whose messages go to the process's JSON log.</summary>
internal sealed class LoggedContext(ILambdaContext context, JsonLog log) : ILambdaContext, ILambdaLogger
{
    public string AwsRequestId => context.AwsRequestId;

    public IClientContext ClientContext => context.ClientContext;

    public string FunctionName => context.FunctionName;

    public string FunctionVersion => context.FunctionVersion;

    public ICognitoIdentity Identity => context.Identity;

    public string InvokedFunctionArn => context.InvokedFunctionArn;

    public ILambdaLogger Logger => this;

    public string LogGroupName => context.LogGroupName;

    public string LogStreamName => context.LogStreamName;

    public int MemoryLimitInMB => context.MemoryLimitInMB;

    public TimeSpan RemainingTime => context.RemainingTime;

    public void Log(string message) => log.Write("INFO", AwsRequestId, message);

    public void LogLine(string message) => log.Write("INFO", AwsRequestId, message);

    public void Log(string level, string message) => log.Write(
        level switch { "Critical" or "Error" => "ERROR", "Warning" => "WARN", "Information" => "INFO", _ => "DEBUG" }, AwsRequestId, message);
}
