using System.Text;

namespace OpsAgent.Compat.Tests.Support;

/// <summary>Captures standard output and standard error until disposal. Tests that use it run alone, because the console is global.</summary>
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
