using Amazon.Lambda.Core;

namespace OpsAgent.Functions.Hosting;

/// <summary>An invocation whose messages go to the process's JSON log.</summary>
public sealed class LoggedContext(ILambdaContext lambdaContext, JsonLog log) : ILambdaContext, ILambdaLogger
{
    public string AwsRequestId => lambdaContext.AwsRequestId;

    public IClientContext ClientContext => lambdaContext.ClientContext;

    public string FunctionName => lambdaContext.FunctionName;

    public string FunctionVersion => lambdaContext.FunctionVersion;

    public ICognitoIdentity Identity => lambdaContext.Identity;

    public string InvokedFunctionArn => lambdaContext.InvokedFunctionArn;

    public ILambdaLogger Logger => this;

    public string LogGroupName => lambdaContext.LogGroupName;

    public string LogStreamName => lambdaContext.LogStreamName;

    public int MemoryLimitInMB => lambdaContext.MemoryLimitInMB;

    public TimeSpan RemainingTime => lambdaContext.RemainingTime;

    public void Log(string message) => log.Write("INFO", AwsRequestId, message);

    public void LogLine(string message) => log.Write("INFO", AwsRequestId, message);

    public void Log(string level, string message) => log.Write(
        level switch { "Critical" or "Error" => "ERROR", "Warning" => "WARN", "Information" => "INFO", _ => "DEBUG" }, AwsRequestId, message);

    // Both are given because the interface's own of the first calls itself without end.
    public void Log(string level, string message, params object[] args) =>
        Log(level, args is { Length: > 0 } ? $"{message} ({string.Join(", ", args)})" : message);

    public void Log(string level, Exception exception, string message, params object[] args) => Log(level, $"{message} {exception}", args);
}
