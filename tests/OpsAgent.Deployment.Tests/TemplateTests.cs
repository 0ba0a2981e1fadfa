using System.Diagnostics;
using System.Text.RegularExpressions;

using OpsAgent.Functions.Configuration;
using OpsAgent.Functions.Hosting;
using OpsAgent.TestKit;

namespace OpsAgent.Deployment.Tests;

/// <summary>The SAM template: well formed for CloudFormation, and of the functions and settings that the code has.</summary>
public sealed partial class TemplateTests
{
    private static readonly string Template = Path.Combine(AppContext.BaseDirectory, "template.yaml");

    [Fact]
    public async Task Template_ForCfnLint_HasNothingToSay()
    {
        var (exit, output) = await LintAsync(Template);
        Assert.True(exit == 0 && output.Length == 0, output);
    }

    [Fact]
    public async Task Template_WithAReferenceToNothing_IsFoundByCfnLint()
    {
        var invalidFile = Path.Combine(AppContext.BaseDirectory, "broken.yaml");
        await File.WriteAllTextAsync(invalidFile, (await File.ReadAllTextAsync(Template)).Replace("!GetAtt ReconcilerRole.Arn", "!GetAtt NoRole.Arn", StringComparison.Ordinal));
        var (exit, output) = await LintAsync(invalidFile);
        Assert.NotEqual(0, exit);
        Assert.Contains("NoRole", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Template_Functions_AreThoseOfTheCode() => Assert.Equal(
        FunctionNames.All.Order(StringComparer.Ordinal),
        FunctionVariable().Matches(await File.ReadAllTextAsync(Template)).Select(m => m.Groups[1].Value).Order(StringComparer.Ordinal));

    [Fact]
    public async Task Template_Variables_AreSettingsOfTheCode()
    {
        var settings = DeploymentSetting.All.Select(s => s.Variable).Append("OPSAGENT_FUNCTION");
        Assert.Empty(Variable().Matches(await File.ReadAllTextAsync(Template)).Select(m => m.Value).Except(settings));
    }

    private static async Task<(int Exit, string Output)> LintAsync(string template)
    {
        var (exit, output, error) = await ExternalTool.RunAsync(new ProcessStartInfo("cfn-lint", [template]), "cfn-lint");
        return (exit, output + error);
    }

    [GeneratedRegex("OPSAGENT_FUNCTION: ([A-Za-z]+)", RegexOptions.CultureInvariant)]
    private static partial Regex FunctionVariable();

    [GeneratedRegex("OPSAGENT_[A-Z_]+", RegexOptions.CultureInvariant)]
    private static partial Regex Variable();
}
