using Amazon.Lambda.Core;

using OpsAgent.Core.Text;

namespace OpsAgent.Local.Hosting;

/// <summary>The log of a local run, one line for each message, safe for many writers.</summary>
public sealed class LogFile(string path) : ILambdaLogger, IDisposable
{
    private readonly StreamWriter _writer = new(path, append: true) { AutoFlush = true };
    private readonly Lock _gate = new();

    public void Log(string message) => LogLine(message);

    public void LogLine(string message) => Write(Sanitizer.Line(message));

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
