using System.Diagnostics;

using Microsoft.Playwright;

using OpsAgent.TestKit;

namespace OpsAgent.Console.Tests.Kit;

/// <summary>axe-core, as it comes from npm.</summary>
internal static class Axe
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "axe");
    private static readonly Lazy<Task<string>> Source = new(LoadAsync);

    /// <returns>One line for each accessibility violation: rule, element and description.</returns>
    public static async Task<IReadOnlyList<string>> FindingsAsync(IPage page)
    {
        if (await page.EvaluateAsync<bool>("!window.axe"))
        {
            await page.EvaluateAsync(await Source.Value);
        }

        return await page.EvaluateAsync<string[]>(
            """
            async () => {
              const result = await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations'] });
              return result.violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(' ')}: ${n.failureSummary.replaceAll('\n', ' ')}`));
            }
            """);
    }

    private static async Task<string> LoadAsync()
    {
        var file = Path.Combine(Folder, "node_modules", "axe-core", "axe.min.js");
        if (!File.Exists(file))
        {
            await InstallAsync();
        }

        return await File.ReadAllTextAsync(file);
    }

    private static async Task InstallAsync()
    {
        var (exit, output, error) = await ExternalTool.RunAsync(new ProcessStartInfo("npm", ["ci", "--no-audit", "--no-fund"]) { WorkingDirectory = Folder }, "npm");
        Assert.True(exit == 0, output + error);
    }
}
