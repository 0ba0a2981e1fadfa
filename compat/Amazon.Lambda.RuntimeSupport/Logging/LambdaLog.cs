using System.Globalization;
using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport.Logging;

/// <summary>The function's log: which levels, in which form, to where.</summary>
internal sealed class LambdaLog(TextWriter output, LogLevel minimum, bool json)
{
    public static LambdaLog FromEnvironment() => new(
        Console.Out,
        ParseLevel(Read("AWS_LAMBDA_HANDLER_LOG_LEVEL", "AWS_LAMBDA_LOG_LEVEL")) ?? LogLevel.Information,
        string.Equals(Read("AWS_LAMBDA_HANDLER_LOG_FORMAT", "AWS_LAMBDA_LOG_FORMAT"), "Json", StringComparison.OrdinalIgnoreCase));

    public InvocationLogger For(string requestId, string traceId) => new(this, requestId, traceId);

    /// <summary>A level by its .NET name or the one Lambda's configuration has for it.</summary>
    public static LogLevel? ParseLevel(string name) => name?.ToUpperInvariant() switch
    {
        "TRACE" => LogLevel.Trace,
        "DEBUG" => LogLevel.Debug,
        "INFO" or "INFORMATION" => LogLevel.Information,
        "WARN" or "WARNING" => LogLevel.Warning,
        "ERROR" => LogLevel.Error,
        "FATAL" or "CRITICAL" => LogLevel.Critical,
        _ => null,
    };

    public void WriteRaw(string text) => output.Write(text);

    /// <summary>A level nobody knows is written as it is named, whatever the minimum.</summary>
    public void Write(LogEntry entry)
    {
        if (ParseLevel(entry.Level) is { } level && level < minimum)
        {
            return;
        }

        output.WriteLine(json ? entry.ToJson() : entry.ToText());
    }

    public static string Label(string level) => ParseLevel(level) switch
    {
        LogLevel.Trace => "trce",
        LogLevel.Debug => "dbug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "fail",
        LogLevel.Critical => "crit",
        _ => level?.ToLower(CultureInfo.InvariantCulture),
    };

    private static string Read(string name, string otherwise) =>
        Environment.GetEnvironmentVariable(name) ?? Environment.GetEnvironmentVariable(otherwise);
}
