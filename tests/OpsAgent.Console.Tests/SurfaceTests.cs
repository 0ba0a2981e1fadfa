using System.Text.Json;

using Microsoft.Playwright;

using OpsAgent.Console.Tests.Kit;
using OpsAgent.Functions.Hosting;
using OpsAgent.Local.Hosting;

namespace OpsAgent.Console.Tests;

/// <summary>How the console behaves whatever it shows: sizes, keyboard, barriers, an unreachable server.</summary>
public sealed class SurfaceTests(Chromium chromium)
{
    // The body's text is everything's text.
    private const int MaxLabelLength = 120;

    // In both schemes, one after the other in the same page: the story to each view is the longer part.
    [Theory]
    [InlineData(1280)]
    [InlineData(360)]
    public async Task EveryView_ForAxe_HasNoBarrierAndNeverScrollsSideways(int width)
    {
        await using var host = await Host.StartAsync(scale: 1);
        var proposed = (await host.RebootAsync())["proposal_id"]!.GetValue<string>();
        await host.PostAsync("/operations/create_incident_record", new()
        {
            ["summary"] = "web answered 5xx from 02:40 to 03:10 after a deployment", ["severity"] = "critical", ["links"] = "https://status.example.com/a-path-that-is-as-long-as-such-paths-are/42",
            ["user_id"] = LocalUsers.Engineer,
        });
        await using var lead = await Person.AtAsync(chromium, host.Url, width);
        await lead.OpenAsync("/approvals");
        await lead.SeesAsync("[data-user]");
        await CheckBothAsync("sign-in");
        await lead.Page.ClickAsync($"[data-user='{LocalUsers.Lead}']");

        foreach (var (view, selector) in new[]
        {
            ("/approvals", "article.proposal"), ($"/proposals/{proposed}", ".graph"), ("/audit", ".timeline"), ($"/audit/{proposed}", ".chain"), ("/incidents", "article.incident"),
        })
        {
            await lead.OpenAsync(view);
            await lead.SeesAsync(selector);
            await CheckBothAsync(view);
        }

        await lead.OpenAsync("/chat");
        await lead.SeesTextAsync("What is wrong?");
        await CheckBothAsync("an empty chat");
        foreach (var text in new[]
        {
            "Target health of production-web", "5xx errors of production-web", "What changed in the last 6 hours?", "Status of the instances with Role=web",
            "reboot i-0a1b2c3d4e5f60001 because the application hangs", $"reboot {Host.ImpairedInstance} because the application hangs",
        })
        {
            await lead.SaysAsync(text);
            await CheckBothAsync($"the answer to \"{text}\"");
        }

        await lead.OpenAsync("/audit");
        await lead.Page.Locator("details.event summary").First.ClickAsync();
        await CheckBothAsync("an audit event");
        await lead.OpenAsync($"/proposals/{proposed}");
        await lead.Button("Review and approve").ClickAsync();
        await CheckBothAsync("the confirming step");
        await lead.Page.Keyboard.PressAsync("Escape");
        await lead.Button("Deny").ClickAsync();
        await CheckBothAsync("the reason");
        await lead.Page.Keyboard.PressAsync("Escape");
        await lead.OpenAsync("/incidents");
        await lead.Button("Record an incident").ClickAsync();
        await CheckBothAsync("the incident's form");

        async Task CheckBothAsync(string subject)
        {
            foreach (var scheme in new[] { ColorScheme.Dark, ColorScheme.Light })
            {
                await lead.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
                await CheckAsync(lead, $"{subject}, {scheme}");
            }
        }
    }

    [Fact]
    public async Task Times_OnEveryView_AreLocalWithTheirZoneAndTheExactUtcAsTitle()
    {
        await using var host = await Host.StartAsync(scale: 1);
        var proposed = (await host.RebootAsync())["proposal_id"]!.GetValue<string>();
        await host.PostAsync("/operations/create_incident_record", new() { ["summary"] = "web answered 5xx after a deployment", ["severity"] = "low", ["user_id"] = LocalUsers.Engineer });
        await using var lead = await Person.SignedInAsync(chromium, host, LocalUsers.Lead, "/chat", zone: "Asia/Kolkata");
        await lead.SeesAsync(".overview time");
        foreach (var text in new[] { $"status of {Host.ImpairedInstance}", "What changed in the last 6 hours?", "Memory of ECS service production/web in the last hour", "pending" })
        {
            await lead.SaysAsync(text);
        }

        foreach (var (view, selector) in new[]
        {
            ("/chat", ".log time"), ("/approvals", "article.proposal time"), ($"/proposals/{proposed}", ".graph"), ("/audit", ".timeline time"), ($"/audit/{proposed}", ".chain time"), ("/incidents", "article.incident time"),
        })
        {
            await lead.OpenAsync(view);
            await lead.SeesAsync(selector);
            await lead.Page.EvaluateAsync("for (const d of document.querySelectorAll('details')) d.open = true");
            var shown = await lead.Page.InnerTextAsync("main");
            Assert.DoesNotMatch(@"\d{4}-\d\d-\d\dT\d\d:\d\d|\d\d:\d\d UTC", shown);
            Assert.Contains("GMT+5:30", shown, StringComparison.Ordinal);
            Assert.All(await lead.Page.Locator("main time").EvaluateAllAsync<string[]>("all => all.map(t => t.title)"), title => Assert.EndsWith(" UTC", title, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Times_InASentenceOfTheServer_AreLocalOrLeftWhole()
    {
        await using var host = await Host.StartAsync();
        await using var person = await Person.AtAsync(chromium, host.Url, zone: "Asia/Kolkata");
        await person.OpenAsync("/chat");

        foreach (var (text, shown) in new[]
        {
            ("open until 2025-11-23T16:21:38.377Z.", "open until 23 Nov 2025, 21:51 GMT+5:30."),
            ("between 10:00 and 11:00 UTC", "between 15:30 GMT+5:30 and 16:30 GMT+5:30"),
            ("2025-11-23 20:00 to 21:00 UTC", "24 Nov 2025, 01:30 GMT+5:30 to 24 Nov 2025, 02:30 GMT+5:30"),
            ("2025-11-23 10:00 to 2025-11-24 11:00 UTC", "23 Nov 2025, 15:30 GMT+5:30 to 24 Nov 2025, 16:30 GMT+5:30"),
            ("from 23:30 to 23:45 UTC on 27 November 2025", "from 28 Nov 2025, 05:00 GMT+5:30 to 28 Nov 2025, 05:15 GMT+5:30"),
            ("at 10:00, 10:05 and 10:10 UTC", "at 10:00, 10:05 and 10:10 UTC"),
            ("10.0.11.24:8080, 99:99 UTC, web:42 at 10:00", "10.0.11.24:8080, 99:99 UTC, web:42 at 10:00"),
            ("run aws cloudtrail lookup-events --start-time 2025-11-23T16:21:38.377Z, or start_time=2025-11-23T16:21Z", "run aws cloudtrail lookup-events --start-time 2025-11-23T16:21:38.377Z, or start_time=2025-11-23T16:21Z"),
        })
        {
            Assert.Equal(shown, await person.Page.EvaluateAsync<string>("async (text) => (await import('/js/format.js')).localTimes(text)", text));
        }
    }

    [Fact]
    public async Task Axe_OnAPageWithBarriers_FindsThem()
    {
        await using var host = await Host.StartAsync();
        await using var person = await Person.AtAsync(chromium, host.Url);
        await person.OpenAsync("/approvals");
        await person.SeesAsync("[data-user]");
        await person.Page.EvaluateAsync("document.querySelector('main').append(Object.assign(document.createElement('input'), { type: 'text' }))");
        Assert.Contains(await Axe.FindingsAsync(person.Page), f => f.StartsWith("label", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Keyboard_Alone_SignsInFindsTheProposalAndApprovesIt()
    {
        await using var host = await Host.StartAsync();
        await host.RebootAsync();
        await using var lead = await Person.AtAsync(chromium, host.Url);
        await lead.OpenAsync("/chat");
        await lead.SeesAsync("[data-user]");

        await TabToAsync(lead, "lead", "Enter");
        await lead.SeesAsync(".tabs a[aria-current]");
        await TabToAsync(lead, "Approvals", "Enter");
        await lead.SeesAsync("article.proposal");
        await TabToAsync(lead, "Reboot EC2 instance", "Enter");
        await lead.SeesAsync(".graph");
        await TabToAsync(lead, "Review and approve", "Enter");
        await lead.SeesAsync("dialog[open]");
        await TabToAsync(lead, "Approve plan", "Space");
        await lead.ReachesAsync("Completed");
    }

    [Fact]
    public async Task Offline_WhileTheHostIsAway_SaysSoAndComesBackByItself()
    {
        var folder = Directory.CreateTempSubdirectory("opsagent-console-").FullName;
        var host = await Host.StartAsync(dataFolder: folder);
        var port = host.Url.Port;
        await using var lead = await Person.SignedInAsync(chromium, host, LocalUsers.Lead);
        lead.AllowedProblem = "ERR_CONNECTION_REFUSED";
        await lead.SeesTextAsync("Nothing waits for you");
        await host.DisposeAsync();

        await lead.SeesTextAsync("Offline: OpsAgent cannot be reached.");
        await lead.SeesTextAsync("Nothing waits for you");

        await using var again = await Host.StartAsync(port: port, dataFolder: folder);
        await again.RebootAsync();
        await lead.Button("Try now").ClickAsync();
        await lead.SeesAsync("article.proposal");
        Assert.True(await lead.Page.Locator("#connection").IsHiddenAsync());
    }

    [Fact]
    public async Task Polling_WhileTheTabIsHidden_Rests()
    {
        await using var host = await Host.StartAsync(scale: 1);
        await using var lead = await Person.SignedInAsync(chromium, host, LocalUsers.Lead);
        await lead.SeesTextAsync("Nothing waits for you");
        await SetHiddenAsync(lead, hidden: true);
        await host.RebootAsync();
        var requests = 0;
        lead.Page.Request += (_, request) => requests += request.Url.Contains("/console/", StringComparison.Ordinal) ? 1 : 0;

        // Twice the polling interval: a hidden page does not poll.
        await lead.Page.WaitForTimeoutAsync(11_000);
        Assert.Equal(0, requests);

        await SetHiddenAsync(lead, hidden: false);
        await lead.SeesAsync("article.proposal");
    }

    [Fact]
    public async Task Graph_OfTheRealDefinition_DrawsEveryStateOnceAndApart()
    {
        await using var host = await Host.StartAsync(scale: 1);
        var proposed = await host.RebootAsync();
        await using var lead = await Person.SignedInAsync(chromium, host, LocalUsers.Lead, $"/proposals/{proposed["proposal_id"]}");
        await lead.SeesAsync(".graph");

        using var definition = JsonDocument.Parse(WriteOperationDefinition.Text());
        var names = definition.RootElement.GetProperty("States").EnumerateObject().Select(s => s.Name).Order(StringComparer.Ordinal);
        Assert.Equal(names, (await lead.Page.Locator(".state").EvaluateAllAsync<string[]>("all => all.map(s => s.dataset.state)")).Order(StringComparer.Ordinal));
        Assert.Equal(0, await lead.Page.EvaluateAsync<int>(
            """
            () => {
              const boxes = [...document.querySelectorAll('.graph rect')].map((r) => r.getBoundingClientRect());
              const picture = document.querySelector('.graph').getBoundingClientRect();
              const clash = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
              return boxes.filter((a, i) => boxes.some((b, j) => j > i && clash(a, b)) || a.left < picture.left || a.right > picture.right || a.bottom > picture.bottom).length;
            }
            """));
        var transitions = definition.RootElement.GetProperty("States").EnumerateObject().Sum(s => TargetsOf(s.Value).Distinct().Count());
        Assert.Equal(transitions, await lead.Page.Locator(".edge").EvaluateAllAsync<int>("all => all.filter((edge) => getComputedStyle(edge).display !== 'none').length"));
    }

    private static IEnumerable<string> TargetsOf(JsonElement state)
    {
        IEnumerable<JsonElement> Items(string name) => state.TryGetProperty(name, out var list) ? list.EnumerateArray() : Enumerable.Empty<JsonElement>();
        var direct = new[] { "Next", "Default" }.Where(n => state.TryGetProperty(n, out _)).Select(n => state.GetProperty(n).GetString()!);
        return direct.Concat(Items("Choices").Concat(Items("Catch")).Select(c => c.GetProperty("Next").GetString()!));
    }

    internal static async Task CheckAsync(Person person, string subject)
    {
        var overflow = await person.OverflowAsync();
        Assert.True(overflow <= 0, $"{subject} is {overflow} px too wide.");
        var findings = await Axe.FindingsAsync(person.Page);
        Assert.True(findings.Count == 0, $"{subject}:\n{string.Join('\n', findings)}");
    }

    internal static async Task TabToAsync(Person person, string name, string key)
    {
        for (var presses = 0; presses < 40; presses++)
        {
            await person.Page.Keyboard.PressAsync("Tab");
            var focused = await person.Page.EvaluateAsync<string>("document.activeElement?.textContent ?? ''");
            if (focused.Contains(name, StringComparison.Ordinal) && focused.Length < MaxLabelLength)
            {
                await person.Page.Keyboard.PressAsync(key);
                return;
            }
        }

        Assert.Fail($"\"{name}\" is not reached with the keyboard.");
    }

    private static async Task SetHiddenAsync(Person person, bool hidden) => await person.Page.EvaluateAsync(
        """
        (hidden) => {
          Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => (hidden ? 'hidden' : 'visible') });
          document.dispatchEvent(new Event('visibilitychange'));
        }
        """,
        hidden);
}
