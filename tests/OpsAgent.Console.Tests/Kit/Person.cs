using System.Collections.Concurrent;

using Microsoft.Playwright;

namespace OpsAgent.Console.Tests.Kit;

/// <summary>
/// A user with a browser context of their own. Disposal asserts that there was no console error, no exception and no request to
/// another host.
/// </summary>
internal sealed class Person : IAsyncDisposable
{
    private const float TimeoutMilliseconds = 20_000;

    private readonly ConcurrentQueue<string> _problems = new();
    private readonly IBrowserContext _context;

    private Person(IBrowserContext context, IPage page, Uri url) => (_context, Page, Url) = (context, page, url);

    public IPage Page { get; }

    public Uri Url { get; }

    /// <summary>Part of a problem's message that this test allows.</summary>
    public string? AllowedProblem { get; set; }

    /// <summary>URL prefix of another host that this test allows.</summary>
    public string? AllowedHost { get; set; }

    public static async Task<Person> AtAsync(Chromium chromium, Uri url, int width = 1280, ColorScheme scheme = ColorScheme.Dark, string? zone = null)
    {
        var context = await chromium.Browser.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = width < 500 ? 740 : 900 },
            ColorScheme = scheme,
            TimezoneId = zone,
            Permissions = ["clipboard-read", "clipboard-write"],
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(TimeoutMilliseconds);
        var person = new Person(context, await context.NewPageAsync(), url);
        person.Watch();
        return person;
    }

    /// <summary>Opens the console and picks a user.</summary>
    public static async Task<Person> SignedInAsync(
        Chromium chromium, Host host, string user, string view = "/approvals", int width = 1280, ColorScheme scheme = ColorScheme.Dark, string? zone = null)
    {
        var person = await AtAsync(chromium, host.Url, width, scheme, zone);
        await person.OpenAsync(view);
        await person.Page.ClickAsync($"[data-user='{user}']");
        await person.SeesAsync(".tabs a[aria-current]");
        return person;
    }

    public Task OpenAsync(string view) => Page.GotoAsync(new Uri(Url, $"/#{view}").AbsoluteUri);

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public Task SeesAsync(string selector) => Page.Locator(selector).First.WaitForAsync();

    public Task SeesTextAsync(string text) => Page.GetByText(text).First.WaitForAsync();

    public Task ReachesAsync(string state) => SeesAsync($".graph [data-state='{state}'][data-reached='past']");

    /// <summary>Sends a chat message and waits for the answer.</summary>
    public async Task SaysAsync(string text)
    {
        var answers = await Page.Locator(".turn.agent").CountAsync();
        await Page.FillAsync("#message", text);
        await Page.Keyboard.PressAsync("Enter");
        await Page.Locator(".turn.agent:not(.pending)").Nth(answers).WaitForAsync();
    }

    /// <summary>Asks for a change, a record or a post, and confirms its draft by the button.</summary>
    public async Task ConfirmsAsync(string text, string button)
    {
        await SaysAsync(text);
        var answers = await Page.Locator(".turn.agent").CountAsync();
        await Button(button).Last.ClickAsync();
        await Page.Locator(".turn.agent:not(.pending)").Nth(answers).WaitForAsync();
    }

    public Task<int> OverflowAsync() => Page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth");

    public async ValueTask DisposeAsync()
    {
        await _context.CloseAsync();
        Assert.True(_problems.IsEmpty, string.Join('\n', _problems));
    }

    private void Watch()
    {
        Page.Console += (_, message) => Note(message.Type is "error" or "warning", $"console {message.Type}: {message.Text} {message.Location}");
        Page.PageError += (_, error) => Note(true, $"exception: {error}");
        Page.Request += (_, request) => Note(
            !request.Url.StartsWith(Url.AbsoluteUri, StringComparison.Ordinal) && !(AllowedHost is { } partner && request.Url.StartsWith(partner, StringComparison.Ordinal)),
            $"request to another host: {request.Url}");
    }

    private void Note(bool isProblem, string text)
    {
        if (isProblem && !(AllowedProblem is { } expected && text.Contains(expected, StringComparison.Ordinal)))
        {
            _problems.Enqueue(text);
        }
    }
}
