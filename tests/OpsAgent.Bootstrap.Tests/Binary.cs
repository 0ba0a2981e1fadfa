using System.Diagnostics;
using System.Reflection;

using OpsAgent.Bootstrap.Tests;
using OpsAgent.Compat.Tests.Support;
using OpsAgent.TestKit;

[assembly: AssemblyFixture(typeof(Binary))]

namespace OpsAgent.Bootstrap.Tests;

/// <summary>
/// The binary as it is deployed: published once for the assembly, started anew for every invocation. Without a linker that
/// can make it, the tests that use it are skipped.
/// </summary>
public sealed class Binary : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static string Root { get; } = typeof(Binary).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepoRoot").Value!;

    public static string File { get; } = Path.Combine(Root, "artifacts", "publish", "OpsAgent.Bootstrap", "release_linux-x64", "bootstrap");

    private static bool s_lacksZlib;
    private string _publishOutput = string.Empty;

    /// <summary>What the publish said.</summary>
    public string PublishOutput
    {
        get
        {
            RequirePublished();
            return _publishOutput;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (!ExternalTool.IsPresent("C linker"))
        {
            return;
        }

        // The build of the tests has had the analyzers; the linker says what it finds without them.
        using var publish = Process.Start(new ProcessStartInfo(
            "dotnet", ["publish", Path.Combine(Root, "src", "OpsAgent.Bootstrap"), "-c", "Release", "-r", "linux-x64", "-nodeReuse:false", "-p:Analyze=false"])
        {
            RedirectStandardOutput = true,
        })!;
        _publishOutput = await publish.StandardOutput.ReadToEndAsync();
        await publish.WaitForExitAsync();
        s_lacksZlib = publish.ExitCode != 0 && _publishOutput.Contains("-lz", StringComparison.Ordinal);
        Assert.True(publish.ExitCode == 0 || s_lacksZlib, _publishOutput);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <returns>What it sent to the Runtime API for one event, and its standard output until then.</returns>
    internal static async Task<(ReceivedRequest Result, string Output)> InvokeAsync(string function, string body, IReadOnlyDictionary<string, string> environment)
    {
        using var api = new FakeRuntimeApi(body);
        using var process = Start(function, api, environment);
        var output = process.StandardOutput.ReadToEndAsync();
        try
        {
            await api.Idle.WaitAsync(Patience);
        }
        finally
        {
            process.Kill();
        }

        return (Assert.Single(api.Results), await output);
    }

    /// <summary>Sends it one event and ends the process at a moment in which it is at work: a crash.</summary>
    internal static async Task DieAsync(string function, string body, IReadOnlyDictionary<string, string> environment, Task moment)
    {
        using var api = new FakeRuntimeApi(body);
        using var process = Start(function, api, environment);
        _ = process.StandardOutput.ReadToEndAsync();
        try
        {
            await moment.WaitAsync(Patience);
        }
        finally
        {
            process.Kill();
        }
    }

    internal static Process Start(string function, FakeRuntimeApi api, IReadOnlyDictionary<string, string> environment)
    {
        RequirePublished();
        var start = new ProcessStartInfo(File) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Clear();
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        start.Environment["AWS_LAMBDA_RUNTIME_API"] = api.Endpoint;
        start.Environment["AWS_LAMBDA_FUNCTION_NAME"] = $"opsagent-{function}";
        start.Environment["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = "512";
        start.Environment["OPSAGENT_FUNCTION"] = function;
        return Process.Start(start)!;
    }

    private static void RequirePublished()
    {
        ExternalTool.Require("C linker");
        if (s_lacksZlib)
        {
            ExternalTool.SkipOrFail("zlib", "apt-get install zlib1g-dev");
        }
    }
}
