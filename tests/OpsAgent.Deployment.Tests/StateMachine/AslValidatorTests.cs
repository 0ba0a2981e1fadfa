using System.Diagnostics;

using OpsAgent.TestKit;

namespace OpsAgent.Deployment.Tests.StateMachine;

/// <summary>The community's validator of Amazon States Language, as it comes from npm.</summary>
public sealed class AslValidatorTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "asl-validator");

    [Fact]
    public async Task Definition_ForAslValidator_IsValid()
    {
        await InstallAsync();
        var (exit, output) = await RunAsync("npx", "--no-install", "asl-validator", "--json-path", Definition.Path);
        Assert.True(exit == 0, output);
        Assert.Contains("is valid", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Definition_WithAMissingState_IsFoundByAslValidator()
    {
        await InstallAsync();
        var invalidFile = Path.Combine(Folder, "broken.asl.json");
        await File.WriteAllTextAsync(invalidFile, Definition.Text().Replace("\"Next\": \"AssessRisk\"", "\"Next\": \"Nowhere\"", StringComparison.Ordinal));
        var (exit, _) = await RunAsync("npx", "--no-install", "asl-validator", "--json-path", invalidFile);
        Assert.NotEqual(0, exit);
    }

    private static async Task InstallAsync()
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules", "asl-validator")))
        {
            var (exit, output) = await RunAsync("npm", "ci", "--no-audit", "--no-fund");
            Assert.True(exit == 0, output);
        }
    }

    private static async Task<(int Exit, string Output)> RunAsync(string tool, params string[] arguments)
    {
        var (exit, output, error) = await ExternalTool.RunAsync(new ProcessStartInfo(tool, arguments) { WorkingDirectory = Folder }, "npm");
        return (exit, output + error);
    }
}
