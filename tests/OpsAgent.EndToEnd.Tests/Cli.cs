using System.Diagnostics;
using System.Reflection;

namespace OpsAgent.EndToEnd.Tests;

/// <summary>One run of <c>opsagent</c> as a process.</summary>
internal sealed class Cli : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string Assembly = typeof(Cli).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "CliPath").Value!;

    private Cli(Process process) => Process = process;

    public Process Process { get; }

    public static Cli Start(params string[] arguments) => Start(new Dictionary<string, string>(), arguments);

    public static Cli Start(IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        Start(new ProcessStartInfo("dotnet", [Assembly, .. arguments]), environment);

    /// <summary>With standard input open.</summary>
    public static Cli StartWithInput(IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        Start(new ProcessStartInfo("dotnet", [Assembly, .. arguments]) { RedirectStandardInput = true }, environment);

    public async Task WriteLineAsync(string line)
    {
        await Process.StandardInput.WriteLineAsync(line);
        await Process.StandardInput.FlushAsync();
    }

    /// <summary>Where whatever it creates is everybody's, unless it says otherwise, and in a folder of others.</summary>
    public static Cli StartCarelessly(string workingFolder, IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        Start(new ProcessStartInfo("/bin/sh", ["-c", "umask 000; exec dotnet \"$@\"", "sh", Assembly, .. arguments]) { WorkingDirectory = workingFolder }, environment);

    private static Cli Start(ProcessStartInfo start, IReadOnlyDictionary<string, string> environment)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new Cli(Process.Start(start)!);
    }

    /// <returns>Exit code, standard output and standard error of a run that ends by itself.</returns>
    public static Task<(int Exit, string Output, string Error)> RunAsync(params string[] arguments) => RunAsync(new Dictionary<string, string>(), arguments);

    public static async Task<(int Exit, string Output, string Error)> RunAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        using var cli = Start(environment, arguments);
        var output = cli.Process.StandardOutput.ReadToEndAsync();
        var error = cli.Process.StandardError.ReadToEndAsync();
        await cli.Process.WaitForExitAsync().WaitAsync(Patience);
        return (cli.Process.ExitCode, await output, await error);
    }

    /// <returns>What it wrote up to and with the line that holds the words.</returns>
    public async Task<string> ReadUntilAsync(string words)
    {
        var seen = new List<string>();
        while (await Process.StandardOutput.ReadLineAsync().WaitAsync(Patience) is { } line)
        {
            seen.Add(line);
            if (line.Contains(words, StringComparison.Ordinal))
            {
                return string.Join('\n', seen);
            }
        }

        throw new EndOfStreamException($"It ended without \"{words}\": {string.Join('\n', seen)} {await Process.StandardError.ReadToEndAsync()}");
    }

    /// <summary>SIGTERM, by the shell's own command. SIGINT is ignored by whatever a background shell starts.</summary>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -TERM {Process.Id}"]);
        await kill.WaitForExitAsync();
        await Process.WaitForExitAsync().WaitAsync(Patience);
        return Process.ExitCode;
    }

    public void Dispose()
    {
        if (!Process.HasExited)
        {
            Process.Kill(entireProcessTree: true);
            Process.WaitForExit();
        }

        Process.Dispose();
    }
}
