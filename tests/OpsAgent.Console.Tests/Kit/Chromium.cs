using Microsoft.Playwright;

using OpsAgent.TestKit;

namespace OpsAgent.Console.Tests.Kit;

/// <summary>The machine's own Chromium, started once for all tests.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (ExternalTool.Find("chromium") is { } path)
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
            ExternalTool.Require("chromium");
            return _browser!;
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
}
