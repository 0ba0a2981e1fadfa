using System.Diagnostics;

namespace OpsAgent.TestKit.Aws;

/// <summary>
/// The AWS CLI for tests that call it many times: the program <c>aws</c> of a process that has it loaded (served_aws.py), which
/// does as the installed one does in a third of the time. It ends with the process of the tests.
/// </summary>
public static class ServedAws
{
    // With the process: whose handle is collected, its input ends, and so does it.
    private static readonly Lazy<Task<(string Folder, Process Process)>> Served = new(StartAsync);

    /// <returns>The folder of the program, to be first in a PATH. Without the CLI the running test is skipped: see <see cref="ExternalTool"/>.</returns>
    public static async Task<string> FolderAsync()
    {
        ExternalTool.Require("awscli");
        return (await Served.Value).Folder;
    }

    private static async Task<(string Folder, Process Process)> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("opsagent-aws-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        var start = new ProcessStartInfo("python3", [Path.Combine(AppContext.BaseDirectory, "Aws", "served_aws.py"), folder]) { RedirectStandardInput = true };
        var process = ExternalTool.Start(start, "awscli");
        var said = process.StandardError.ReadToEndAsync();
        return await process.StandardOutput.ReadLineAsync() is "serving" ? (folder, process) : throw new InvalidOperationException($"The AWS CLI is not served: {await said}");
    }
}
