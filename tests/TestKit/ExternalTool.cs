using System.Collections.Concurrent;
using System.Diagnostics;

namespace OpsAgent.TestKit;

/// <summary>
/// What tests need beside the .NET SDK. Where it is missing, the running test is skipped with one line that says how to get
/// it; with CI=true, which promises all of it, the test fails. A fixture must not call <see cref="Require"/> while it is
/// made, since that would fail every test of its class or assembly: it asks <see cref="IsPresent"/>, and requires on use.
/// </summary>
public static class ExternalTool
{
    private const string Pip = "pip install -r .ci/requirements.txt";

    // Any one of the programs serves; all of the Python modules are needed.
    private static readonly Dictionary<string, (string[] Programs, string[] Modules, string Source)> Known = new(StringComparer.Ordinal)
    {
        ["aws"] = (["aws"], [], Pip),
        ["awscli"] = (["python3"], ["awscli"], Pip),
        ["bash"] = (["bash"], [], "apt-get install bash"),
        ["C linker"] = (["clang", "gcc"], [], "apt-get install clang zlib1g-dev"),
        ["cfn-lint"] = (["cfn-lint"], [], Pip),
        ["chromium"] = (["chromium", "chromium-browser", "google-chrome"], [], "apt-get install chromium"),
        ["curl"] = (["curl"], [], "apt-get install curl"),
        ["git"] = (["git"], [], "apt-get install git"),
        ["grep"] = (["grep"], [], "apt-get install grep"),
        ["java"] = (["java"], [], "apt-get install default-jre-headless"),
        ["jq"] = (["jq"], [], "apt-get install jq"),
        ["jsonschema"] = (["python3"], ["jsonschema"], Pip),
        ["moto"] = (["python3"], ["moto", "flask_cors"], Pip),
        ["moto_server"] = (["moto_server"], [], Pip),
        ["npm"] = (["npm"], [], "apt-get install nodejs npm"),
        ["openapi-spec-validator"] = (["openapi-spec-validator"], [], Pip),
        ["python3"] = (["python3"], [], "apt-get install python3 python3-pip"),
        ["samtranslator"] = (["python3"], ["samtranslator", "yaml"], Pip),
        ["sed"] = (["sed"], [], "apt-get install sed"),
        ["sh"] = (["sh"], [], "apt-get install dash"),
        ["yaml"] = (["python3"], ["yaml"], Pip),
    };

    private static readonly ConcurrentDictionary<string, bool> Present = new(StringComparer.Ordinal);

    public static bool IsPresent(string tool) => Present.GetOrAdd(tool, static name => Find(name) is { } program && Known[name].Modules.All(m => HasModule(program, m)));

    /// <returns>The path of the first program found, or null.</returns>
    public static string? Find(string tool) => Known[tool].Programs.SelectMany(OnPath).FirstOrDefault(File.Exists);

    /// <summary>Skips the running test if one of the tools is missing, or fails it with CI=true.</summary>
    public static void Require(params IEnumerable<string> tools)
    {
        if (tools.FirstOrDefault(tool => !IsPresent(tool)) is { } missing)
        {
            SkipOrFail(missing, Known[missing].Source);
        }
    }

    /// <summary>For what shows only when a tool runs, such as a library that it lacks.</summary>
    public static void SkipOrFail(string missing, string source)
    {
        var message = $"{missing} is missing: scripts/setup-tests.sh, or {source}";
        Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", message);
        Assert.Fail(message);
    }

    /// <summary>Requires the tools and starts the program with standard output and error redirected.</summary>
    public static Process Start(ProcessStartInfo start, params IEnumerable<string> tools)
    {
        Require(tools);
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        return Process.Start(start)!;
    }

    /// <summary>Requires the tools and runs the program to its end.</summary>
    public static async Task<(int Exit, string Output, string Error)> RunAsync(ProcessStartInfo start, params IEnumerable<string> tools)
    {
        using var process = Start(start, tools);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    private static IEnumerable<string> OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator).Select(folder => Path.Combine(folder, program));

    private static bool HasModule(string python, string module)
    {
        using var process = Process.Start(python, ["-c", "import importlib.util, sys; sys.exit(importlib.util.find_spec(sys.argv[1]) is None)", module]);
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
