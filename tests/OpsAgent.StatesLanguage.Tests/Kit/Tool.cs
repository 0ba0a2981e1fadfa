using System.Diagnostics;

namespace OpsAgent.StatesLanguage.Tests;

/// <summary>Programs that a test needs. In CI a missing one fails the test; elsewhere it is skipped.</summary>
internal static class Tool
{
    public static Process Start(string program, IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string>>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment ?? [])
        {
            start.Environment[name] = value;
        }

        return Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
    }

    public static void Require(bool present, string what)
    {
        if (!present && Environment.GetEnvironmentVariable("CI") == "true")
        {
            Assert.Fail($"{what} is missing, and CI must not skip");
        }

        Assert.SkipUnless(present, $"{what} is missing");
    }

    public static bool OnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, program)));
}
