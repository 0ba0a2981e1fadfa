using System.Text;
using Amazon.Lambda.Core;

namespace Amazon.Lambda.TestUtilities;

/// <summary>Keeps what a handler logged and shows it on the console. Message templates stay as they are.</summary>
public class TestLambdaLogger : ILambdaLogger
{
    public StringBuilder Buffer { get; } = new();

    public void Log(string message)
    {
        Buffer.Append(message);
        Console.Write(message);
    }

    public void LogLine(string message) => Log(message + Environment.NewLine);

    public void Log(string level, string message) => LogLine($"{level}: {message}");

    public void Log(string level, string message, params object[] args) => Log(level, null, message, args);

    public void Log(string level, Exception exception, string message, params object[] args)
    {
        var lines = new StringBuilder($"{level}: {message}");
        foreach (var arg in args ?? [])
        {
            lines.AppendLine().Append("    ").Append(arg);
        }

        if (exception is not null)
        {
            lines.AppendLine().Append(exception);
        }

        LogLine(lines.ToString());
    }
}
