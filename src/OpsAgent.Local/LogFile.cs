using Amazon.Lambda.Core;

namespace OpsAgent.Local;

/// <summary>The log of a local run, one line for each message, safe for many writers.</summary>
public sealed class LogFile(string path) : ILambdaLogger, IDisposable
{
    private readonly StreamWriter _writer = new(path, append: true) { AutoFlush = true };
    private readonly Lock _gate = new();

    public void Log(string message) => LogLine(message);

    public void LogLine(string message)
    {
        lock (_gate)
        {
            // A line break inside a message would let its text pass for a line of its own.
            _writer.WriteLine(message.ReplaceLineEndings("\\n"));
        }
    }

    public void Dispose() => _writer.Dispose();
}
