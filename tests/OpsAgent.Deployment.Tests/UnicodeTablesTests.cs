using System.Diagnostics;

using OpsAgent.TestKit;

namespace OpsAgent.Deployment.Tests;

/// <summary>The table of invisible characters is what its generator makes of Unicode's data today.</summary>
public sealed class UnicodeTablesTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "unicode-data");

    [Fact]
    public async Task Tables_MadeAgainFromUnicodesData_AreThoseOfTheSource()
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules", "@unicode")))
        {
            var (installed, _, problem) = await ExternalTool.RunAsync(new ProcessStartInfo("npm", ["ci", "--no-audit", "--no-fund"]) { WorkingDirectory = Folder }, "npm");
            Assert.True(installed == 0, problem);
        }

        var data = Path.Combine(Folder, "node_modules", "@unicode", "unicode-16.0.0");
        var (exit, tables, error) = await ExternalTool.RunAsync(new ProcessStartInfo("node", [Repository.PathTo("scripts", "generate-unicode-tables.mjs"), data]), "npm");

        Assert.True(exit == 0, error);
        Assert.Equal(await File.ReadAllTextAsync(Repository.PathTo("src", "OpsAgent.Core", "Text", "UnicodeTables.cs")), tables);
    }
}
