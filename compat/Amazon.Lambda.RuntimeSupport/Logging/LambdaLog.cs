using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport.Logging;

/// <summary>The log of the function: which levels, in which form, and of which invocation. As the handler's logger it writes to the standard output.</summary>
internal sealed class LambdaLog(TextWriter output, LogLevel minimum, bool json) : ILambdaLogger
{
    /// <summary>The invocation that entries belong to from here on; null before the first.</summary>
    public string RequestId { get; set; }

    /// <summary>
    /// Takes the console's place: from here on a line written to it is an entry, with level Information, or Error on the
    /// standard error. Each runtime client does, so two of them in one process wrap a line twice.
    /// </summary>
    public static LambdaLog TakeConsole()
    {
        var log = new LambdaLog(
            Console.Out,
            ParseLevel(Read("AWS_LAMBDA_HANDLER_LOG_LEVEL", "AWS_LAMBDA_LOG_LEVEL")) ?? LogLevel.Information,
            string.Equals(Read("AWS_LAMBDA_HANDLER_LOG_FORMAT", "AWS_LAMBDA_LOG_FORMAT"), "Json", StringComparison.OrdinalIgnoreCase));
        Console.SetOut(new ConsoleWriter(Console.Out, log, LogLevel.Information));
        Console.SetError(new ConsoleWriter(Console.Error, log, LogLevel.Error));
        LambdaLogger.Raw = message => log.Log((string)null, message);
        LambdaLogger.Leveled = log.Log;
        return log;
    }

    public void Log(string message) => output.Write(message);

    public void LogLine(string message) => Log(nameof(LogLevel.Information), message);

    public void Log(string level, string message) => Log(level, null, message);

    public void Log(string level, string message, params object[] args) => Log(level, null, message, args);

    public void Log(string level, Exception exception, string message, params object[] args) =>
        Write(output, ParseLevel(level), exception, message, args);

    /// <summary>Writes an entry to one of the two outputs. One without a level that is known is written whatever the minimum.</summary>
    public void Write(TextWriter to, LogLevel? level, Exception exception, string message, params object[] args)
    {
        if (level < minimum)
        {
            return;
        }

        var entry = new LogEntry(
            DateTimeOffset.UtcNow, level, RequestId, Environment.GetEnvironmentVariable("_X_AMZN_TRACE_ID"), new MessageTemplate(message, args), exception);
        to.WriteLine(json ? entry.ToJson() : entry.ToText());
    }

    /// <summary>A level by its .NET name or the one that Lambda's configuration has for it.</summary>
    private static LogLevel? ParseLevel(string name) => name?.ToUpperInvariant() switch
    {
        "TRACE" => LogLevel.Trace,
        "DEBUG" => LogLevel.Debug,
        "INFO" or "INFORMATION" => LogLevel.Information,
        "WARN" or "WARNING" => LogLevel.Warning,
        "ERROR" => LogLevel.Error,
        "FATAL" or "CRITICAL" => LogLevel.Critical,
        _ => null,
    };

    private static string Read(string name, string otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : Environment.GetEnvironmentVariable(otherwise);
}
