using Microsoft.Playwright;

namespace OpsAgent.Console.Tests.Kit;

/// <summary>The machine's own Chromium, started once for all tests.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (Find() is { } path)
        {
            _playwright = await Playwright.CreateAsync();
            // Containers run as root, where Chromium's sandbox cannot start.
            _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Args = ["--no-sandbox", "--disable-gpu"] });
        }
    }

    internal IBrowser Browser
    {
        get
        {
            if (_browser is null)
            {
                Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", "There is no chromium on PATH: apt-get install chromium.");
                Assert.Fail("There is no chromium on PATH: apt-get install chromium.");
            }

            return _browser;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.CloseAsync();
        }

        _playwright?.Dispose();
    }

    private static string? Find() => (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
        .Split(Path.PathSeparator)
        .SelectMany(folder => new[] { "chromium", "chromium-browser", "google-chrome" }.Select(name => Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);
}
