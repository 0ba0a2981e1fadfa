using System.Text;

namespace OpsAgent.Compat.Tests.Support;

/// <summary>Keeps what is written to the console, its errors among it, until it is disposed. Its tests run alone: the console belongs to the process.</summary>
internal sealed class CapturedConsole : IDisposable
{
    private readonly (TextWriter Output, TextWriter Error) before = (Console.Out, Console.Error);
    private readonly StringBuilder written = new();

    public CapturedConsole()
    {
        var both = TextWriter.Synchronized(new StringWriter(written));
        Console.SetOut(both);
        Console.SetError(both);
    }

    public string Output => written.ToString();

    public void Dispose()
    {
        Console.SetOut(before.Output);
        Console.SetError(before.Error);
    }
}
