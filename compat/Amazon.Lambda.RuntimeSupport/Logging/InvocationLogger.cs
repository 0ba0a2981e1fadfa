using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport.Logging;

internal sealed class InvocationLogger(LambdaLog log, string requestId, string traceId) : ILambdaLogger
{
    public void Log(string message) => log.WriteRaw(message);

    public void LogLine(string message) => Log(nameof(LogLevel.Information), message);

    public void Log(string level, string message) => Log(level, null, message);

    public void Log(string level, string message, params object[] args) => Log(level, null, message, args);

    public void Log(string level, Exception exception, string message, params object[] args) =>
        log.Write(new LogEntry(DateTimeOffset.UtcNow, level, requestId, traceId, message, args, exception));
}
