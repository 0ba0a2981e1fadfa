using Amazon.Lambda.Core;

using OpsAgent.Core.Text;
using OpsAgent.StatesLanguage;

namespace OpsAgent.Local.Hosting;

/// <summary>The log of a local run, one line for each message, safe for many writers.</summary>
public sealed class LogFile(string path) : ILambdaLogger, IDisposable
{
    private readonly StreamWriter _writer = new(PrivateFiles.Open(path, FileMode.Append, FileAccess.Write, FileShare.Read)) { AutoFlush = true };
    private readonly Lock _gate = new();

    public void Log(string message) => LogLine(message);

    public void LogLine(string message) => Write(Sanitizer.Line(message));

    // Both are given because the interface's own of the first calls itself without end.
    public void Log(string level, string message, params object[] args) =>
        LogLine(args is { Length: > 0 } ? $"{message} ({string.Join(", ", args)})" : message);

    public void Log(string level, Exception exception, string message, params object[] args) => Log(level, $"{message} {exception}", args);

    /// <summary>Writes a line of JSON as it is: an audit event is clean, and its hash is over this very text.</summary>
    public void Write(string line)
    {
        lock (_gate)
        {
            _writer.WriteLine(line);
        }
    }

    public void Dispose() => _writer.Dispose();
}
