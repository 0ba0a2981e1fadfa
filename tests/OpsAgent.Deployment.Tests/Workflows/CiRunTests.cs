using System.Diagnostics;

namespace OpsAgent.Deployment.Tests.Workflows;

/// <summary>Where a tool is missing, <c>.ci/run</c> names it, and in CI fails.</summary>
public sealed class CiRunTests
{
    [Fact]
    public async Task Run_WithoutTools_NamesThemAndFailsInCi()
    {
        var folder = Directory.CreateTempSubdirectory("opsagent-path-");
        File.CreateSymbolicLink(Path.Combine(folder.FullName, "dirname"), "/usr/bin/dirname");
        var start = new ProcessStartInfo("/bin/bash", [Repository.PathTo(".ci", "run")]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Clear();
        (start.Environment["PATH"], start.Environment["CI"]) = (folder.FullName, "true");
        using var process = Process.Start(start)!;
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(1, process.ExitCode);
        Assert.All(["dotnet", "moto_server", "cfn-lint", "node", "python3 with samtranslator"], tool => Assert.Contains(tool, error, StringComparison.Ordinal));
        folder.Delete(recursive: true);
    }
}
