using System.Text.Json.Nodes;

using Microsoft.Playwright;

using OpsAgent.Console.Tests.Kit;
using OpsAgent.Local.Hosting;

namespace OpsAgent.Console.Tests;

/// <summary>What the chat's page does with answers: overview, suggestions, drafts, copies, links.</summary>
public sealed class ChatTests(Chromium chromium)
{
    private const string Session = "01m84jhwnpv8xmxftddspfch58";

    [Fact]
    public async Task Overview_OnOpening_IsShownAndAskedForOnceAMinute()
    {
        await using var host = await Host.StartAsync();
        await using var engineer = await Person.AtAsync(chromium, host.Url);
        var asked = 0;
        engineer.Page.Request += (_, request) => asked += request.Url.EndsWith("/operations/get_overview", StringComparison.Ordinal) ? 1 : 0;
        await engineer.OpenAsync("/chat");
        await engineer.Page.ClickAsync($"[data-user='{LocalUsers.Engineer}']");

        await engineer.SeesAsync(".overview [data-kind='table'] tr.bad");
        await engineer.SeesAsync(".overview [data-kind='timeline'] li");
        await engineer.OpenAsync("/approvals");
        await engineer.SeesTextAsync("Nothing waits for you");
        await engineer.OpenAsync("/chat");
        await engineer.SeesAsync(".overview [data-kind='table'] tr.bad");
        Assert.Equal(1, asked);

        // What to go on with is the overview's own.
        await engineer.Button("status of i-0a1b2c3d4e5f60002").ClickAsync();
        await engineer.SeesAsync(".log [data-kind='result']");
    }

    [Fact]
    public async Task Overview_ThatFails_IsSaidAndHindersNothing()
    {
        await using var host = await Host.StartAsync();
        await using var engineer = await Person.AtAsync(chromium, host.Url);
        await engineer.Page.RouteAsync("**/operations/get_overview", route => route.FulfillAsync(new()
        {
            ContentType = "application/json",
            Body = """{"success":false,"timestamp":"2026-11-28T10:00:00.000Z","error":{"code":"AWS_THROTTLED","message":"AWS is throttling. Try again in a minute.","details":{}}}""",
        }));
        await engineer.OpenAsync("/chat");
        await engineer.Page.ClickAsync($"[data-user='{LocalUsers.Engineer}']");

        await engineer.SeesTextAsync("What is going on could not be looked at: AWS is throttling. Try again in a minute.");
        await engineer.SaysAsync("Target health of production-web");
        await engineer.SeesAsync("[data-kind='targets']");
        await engineer.Page.UnrouteAllAsync();
        await engineer.Button("Try again").ClickAsync();
        await engineer.SeesAsync(".overview [data-kind='table']");
    }

    [Fact]
    public async Task Suggestions_UnderTheLastAnswer_FitWhatItShowed()
    {
        await using var host = await Host.StartAsync();
        await using var engineer = await Person.SignedInAsync(chromium, host, LocalUsers.Engineer, "/chat");

        await engineer.SaysAsync("Status of the instances with Role=web");
        Assert.Equal(["status of web-2", "what changed in the last 3 hours?"], await SuggestionsAsync(engineer));
        await engineer.SaysAsync($"status of {Host.ImpairedInstance}");
        Assert.Equal(["what changed in the last 3 hours?", "reboot web-2 because …"], await SuggestionsAsync(engineer));

        // A change is begun, not asked for.
        var sent = 0;
        engineer.Page.Request += (_, request) => sent += request.Url.EndsWith("/chat", StringComparison.Ordinal) ? 1 : 0;
        await engineer.Button("reboot web-2 because …").ClickAsync();
        Assert.Equal("reboot web-2 because ", await engineer.Page.InputValueAsync("#message"));
        Assert.Equal("message", await engineer.Page.EvaluateAsync<string>("document.activeElement.id"));
        Assert.Equal(0, sent);

        await engineer.Button("what changed in the last 3 hours?").ClickAsync();
        await engineer.SeesAsync("[data-kind='timeline'] li.bad");
        Assert.Equal(["roll back production/web because …"], await SuggestionsAsync(engineer));
    }

    [Fact]
    public async Task Suggestions_SaidAsTheyStand_AreUnderstood()
    {
        await using var host = await Host.StartAsync();
        await using var engineer = await Person.SignedInAsync(chromium, host, LocalUsers.Engineer, "/chat");
        await engineer.SeesAsync(".overview [data-kind='table']");
        var suggestions = await SuggestionsAsync(engineer);
        Assert.NotEmpty(suggestions);

        foreach (var text in suggestions.Append("status of web-2"))
        {
            await engineer.SaysAsync(text);
            var answer = engineer.Page.Locator(".turn.agent").Last;
            Assert.True(await answer.Locator("[data-kind]").CountAsync() > 0, $"\"{text}\" got no card: {await answer.InnerTextAsync()}");
        }

        await engineer.Button("reboot web-2 because …").ClickAsync();
        await engineer.Page.Keyboard.TypeAsync("the application hangs");
        await engineer.Page.Keyboard.PressAsync("Enter");
        await engineer.Page.Locator("[data-kind='draft']").GetByText(Host.ImpairedInstance).First.WaitForAsync();
    }

    [Fact]
    public async Task Suggestions_ToSomebodyWhoMayOnlyLook_BeginNoChange()
    {
        await using var host = await Host.StartAsync();
        await using var viewer = await Person.SignedInAsync(chromium, host, LocalUsers.Viewer, "/chat");

        await viewer.SaysAsync($"status of {Host.ImpairedInstance}");

        Assert.Equal(["what changed in the last 3 hours?"], await SuggestionsAsync(viewer));
    }

    [Fact]
    public async Task Draft_ConfirmedByItsButton_SendsItsIdOnceAndNothingElse()
    {
        await using var host = await Host.StartAsync(scale: 1);
        await using var engineer = await Person.SignedInAsync(chromium, host, LocalUsers.Engineer, "/chat");
        var answered = new TaskCompletionSource();
        await ServeAsync(engineer, async body =>
        {
            if (body["confirm"] is null)
            {
                return Answer("This is what I understood.", Draft("d1"));
            }

            await answered.Task;
            return Answer("Proposed, and nothing is changed yet.");
        });

        await engineer.SaysAsync("roll back production/web because of the failed checkout");
        foreach (var text in new[] { "production/web", "web:41", "Because of the failed checkout", "double: 3 x 2 = 6", "Medium risk", "CriticalityLevel is high.", "An approver other than engineer@example.com." })
        {
            await engineer.Page.Locator("[data-kind='draft']").GetByText(text).First.WaitForAsync();
        }

        // It is sent as it stands, so a time in it stands as it is.
        Assert.Equal("web fails since 2026-11-28T10:46:12.485Z", await engineer.Page.Locator("[data-kind='draft'] dd.exact").Last.InnerTextAsync());
        Assert.Equal("This is a draft: nothing is done until you confirm it.", await engineer.Page.EvaluateAsync<string>(
            "document.getElementById(document.querySelector('[data-kind=draft] button').getAttribute('aria-describedby')).textContent"));
        Assert.Equal(1, await engineer.Page.Locator("[data-kind='draft'] button").CountAsync());

        var sent = await engineer.Page.RunAndWaitForRequestAsync(() => SurfaceTests.TabToAsync(engineer, "Propose", "Enter"), "**/chat");
        Assert.True(await engineer.Button("Propose").IsDisabledAsync());
        var body = JsonNode.Parse(sent.PostData!)!;
        Assert.Equal(("d1", Session, LocalUsers.Engineer), (body["confirm"]!.GetValue<string>(), body["session_id"]!.GetValue<string>(), body["user_context"]!["user_id"]!.GetValue<string>()));
        Assert.Null(body["message"]);
        answered.SetResult();

        await engineer.SeesTextAsync("It was sent; the answer stands below.");
        await engineer.SeesTextAsync("Proposed, and nothing is changed yet.");
        await engineer.Page.ReloadAsync();
        await engineer.SeesTextAsync("It was sent; the answer stands below.");
        Assert.True(await engineer.Button("Propose").IsDisabledAsync());
    }

    [Fact]
    public async Task Draft_LeftAlone_DoesNothingAndEndsByTimeAndByANewerOne()
    {
        await using var host = await Host.StartAsync(scale: 1);
        await using var engineer = await Person.SignedInAsync(chromium, host, LocalUsers.Engineer, "/chat");
        await engineer.Page.Clock.InstallAsync();
        var drafts = 0;
        var confirmed = 0;
        await ServeAsync(engineer, body =>
        {
            confirmed += body["confirm"] is null ? 0 : 1;
            return Task.FromResult(Answer("This is what I understood.", Draft($"d{++drafts}")));
        });

        await engineer.SaysAsync("roll back production/web because checkout fails");
        await engineer.Page.Keyboard.PressAsync("Escape");
        await engineer.SaysAsync("roll back production/web to 40 because checkout fails");
        await engineer.SeesTextAsync("A newer draft has taken its place.");
        Assert.True(await engineer.Button("Propose").First.IsDisabledAsync());
        Assert.True(await engineer.Button("Propose").Last.IsEnabledAsync());

        await engineer.Page.Clock.RunForAsync("05:10");
        await engineer.SeesTextAsync("Its time is over, and nothing was done.");
        Assert.True(await engineer.Button("Propose").Last.IsDisabledAsync());
        Assert.Equal(0, confirmed);
    }

    [Fact]
    public async Task Draft_WhoseConfirmationGotNoAnswer_CanBeConfirmedAgain()
    {
        await using var host = await Host.StartAsync(scale: 1);
        await using var engineer = await Person.SignedInAsync(chromium, host, LocalUsers.Engineer, "/chat");
        var tries = 0;
        await ServeAsync(engineer, body => Task.FromResult(
            body["confirm"] is null ? Answer("This is what I understood.", Draft("d1"))
            : ++tries == 1 ? """{"success":false,"timestamp":"2026-11-28T10:00:00.000Z","error":{"code":"INTERNAL_ERROR","message":"Something failed inside. Try again.","details":{}}}"""
            : Answer("Proposed, and nothing is changed yet.")));

        await engineer.SaysAsync("roll back production/web because checkout fails");
        await engineer.Button("Propose").ClickAsync();
        await engineer.SeesTextAsync("Something failed inside. Try again.");
        await engineer.Button("Propose").ClickAsync();

        await engineer.SeesTextAsync("It was sent; the answer stands below.");
        Assert.Equal(2, tries);
    }

    [Fact]
    public async Task Copy_OfAnAnswer_IsMarkdownWithItsTablesAndNumbers()
    {
        await using var host = await Host.StartAsync();
        await using var engineer = await Person.SignedInAsync(chromium, host, LocalUsers.Engineer, "/chat", zone: "Asia/Kolkata");

        await engineer.SaysAsync("Status of the instances with Role=web");
        Assert.Contains("| Instance | State | System check | Instance check | EBS check | CPU |\n| --- | --- | --- | --- | --- | --- |\n| i-0a1b2c3d4e5f60001 (web-1) | running |", await CopyLastAsync(engineer), StringComparison.Ordinal);

        await engineer.SaysAsync("Memory of ECS service production/web in the last hour");
        Assert.Matches(@"\| \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC \| \d+(\.\d+)? \|", await CopyLastAsync(engineer));
    }

    [Fact]
    public async Task Copy_OfHostileText_HasNoLinkPictureHeadingOrTokenInIt()
    {
        await using var host = await Host.StartAsync();
        await using var engineer = await Person.SignedInAsync(chromium, host, LocalUsers.Engineer, "/chat");

        var copied = await engineer.Page.EvaluateAsync<string>(
            """
            async () => (await import('/js/markdown.js')).markdownOf({
              text: '# not a heading\n![a](https://evil.example/x.png) [b](https://evil.example)\n1. one',
              cards: [
                { kind: 'proposal', title: 'a | b', proposal_id: '01m84', approval_token: 'approve-0123456789', status: 'pending', requested_by: 'e@example.com', reason: '<b>it</b>', plan_hash: 'cf63203c' },
                { kind: 'table', title: 't', columns: ['a'], rows: [{ cells: ['x | y\n| z'] }] },
                { kind: 'later', title: 'not known here', secret: 'approve-9876543210' },
              ],
            })
            """);

        Assert.Equal(
            """
            \# not a heading␠␠
            \!\[a\](https://evil.example/x.png) \[b\](https://evil.example)␠␠
            1\. one

            **a \| b**

            - Proposal: 01m84
            - Status: Pending
            - Asked for by: e@example.com
            - Because: \<b\>it\</b\>
            - Plan: cf63203c

            **t**

            | A |
            | --- |
            | x \| y \| z |

            **not known here**
            """.Replace('␠', ' '),
            copied);
    }

    [Fact]
    public async Task Link_ToAnAnswer_OpensTheConversationAtItForItsOwnerAlone()
    {
        await using var host = await Host.StartAsync();
        await using var engineer = await Person.SignedInAsync(chromium, host, LocalUsers.Engineer, "/chat");
        foreach (var question in new[] { "Target health of production-web", "What changed in the last 6 hours?", "Status of the instances with Role=web" })
        {
            await engineer.SaysAsync(question);
        }

        var link = (await engineer.Page.GetByRole(AriaRole.Link, new() { Name = "Link to this answer" }).Nth(1).GetAttributeAsync("href"))!;
        Assert.EndsWith("/2", link, StringComparison.Ordinal);
        await engineer.OpenAsync("/approvals");
        await engineer.OpenAsync(link[1..]);
        await engineer.SeesAsync(".turn.linked [data-kind='timeline']");
        await engineer.Page.WaitForFunctionAsync("document.activeElement.classList.contains('linked')");

        // In a new tab it is there for the same person, and for nobody else.
        foreach (var (user, seen) in new[] { (LocalUsers.Engineer, ".turn.linked [data-kind='timeline']"), (LocalUsers.Lead, ".log .note.warning") })
        {
            var tab = await engineer.Page.Context.NewPageAsync();
            await tab.GotoAsync(new Uri(engineer.Url, $"/{link}").AbsoluteUri);
            await tab.ClickAsync($"[data-user='{user}']");
            await tab.Locator(seen).First.WaitForAsync();
            Assert.Equal(user == LocalUsers.Engineer ? 1 : 0, await tab.Locator(".turn.linked").CountAsync());
        }

        // Whoever has a conversation of their own keeps it.
        await using var lead = await Person.SignedInAsync(chromium, host, LocalUsers.Lead, "/chat");
        await lead.SaysAsync("What changed in the last 6 hours?");
        await lead.OpenAsync(link[1..]);
        await lead.SeesTextAsync("This link is to an answer that is not here.");
        Assert.Equal(1, await lead.Page.Locator(".turn.agent").CountAsync());
    }

    [Fact]
    public async Task Answer_ThatComesAfterSomebodyLookedElsewhere_IsThereWhenTheyComeBackAndForNobodyElse()
    {
        await using var host = await Host.StartAsync(scale: 1);
        await using var person = await Person.SignedInAsync(chromium, host, LocalUsers.Engineer, "/chat");
        var (first, second) = (new TaskCompletionSource(), new TaskCompletionSource());
        await ServeAsync(person, async body =>
        {
            var isFirst = body["message"]!.GetValue<string>() == "first?";
            await (isFirst ? first : second).Task;
            return Answer(isFirst ? "The first answer." : "The second answer.");
        });

        await AskAsync("first?");
        await person.OpenAsync("/approvals");
        await person.SeesTextAsync("Nothing waits for you");
        await person.OpenAsync("/chat");
        first.SetResult();
        await person.SeesTextAsync("The first answer.");

        await AskAsync("second?");
        await person.Page.ClickAsync(".me");
        await person.Page.ClickAsync($"[data-user='{LocalUsers.Lead}']");
        await person.SeesTextAsync("What is wrong?");
        await person.Page.RunAndWaitForResponseAsync(() => Task.Run(second.SetResult, TestContext.Current.CancellationToken), "**/chat");
        await person.Page.ReloadAsync();
        await person.SeesTextAsync("What is wrong?");
        Assert.Equal(0, await person.Page.Locator(".turn").CountAsync());

        async Task AskAsync(string text)
        {
            await person.Page.FillAsync("#message", text);
            await person.Page.RunAndWaitForRequestAsync(() => person.Page.Keyboard.PressAsync("Enter"), "**/chat");
        }
    }

    [Fact]
    public async Task Message_WithAZoneThatTheServerDoesNotKnow_IsSentAgainWithTheOffset()
    {
        await using var host = await Host.StartAsync(scale: 1);
        await using var engineer = await Person.SignedInAsync(chromium, host, LocalUsers.Engineer, "/chat", zone: "Asia/Kolkata");
        var zones = new List<string>();
        await ServeAsync(engineer, body =>
        {
            zones.Add(body["time_zone"]!.GetValue<string>());
            return Task.FromResult(zones[^1].StartsWith('+') ? Answer("All quiet.")
                : """{"success":false,"timestamp":"2026-11-28T10:00:00.000Z","error":{"code":"VALIDATION_ERROR","message":"No such zone.","details":{"field":"time_zone"}}}""");
        });

        await engineer.SaysAsync("what is going on?");
        await engineer.SeesTextAsync("All quiet.");
        await engineer.SaysAsync("and now?");

        // The browser's name of the zone may be the older one.
        Assert.Matches("^Asia/(Kolkata|Calcutta)$", zones[0]);
        Assert.Equal(["+05:30", "+05:30"], zones[1..]);
    }

    private static Task<string[]> SuggestionsAsync(Person person) => person.Page.Locator(".offers button").EvaluateAllAsync<string[]>("all => all.map(b => b.textContent)");

    private static async Task<string> CopyLastAsync(Person person)
    {
        await person.Page.EvaluateAsync("document.querySelector('#toast').replaceChildren()");
        await person.Button("Copy as Markdown").Last.ClickAsync();
        await person.SeesTextAsync("Copied as Markdown");
        return await person.Page.EvaluateAsync<string>("navigator.clipboard.readText()");
    }

    /// <summary>Answers the chat's requests in the server's place.</summary>
    private static async Task ServeAsync(Person person, Func<JsonNode, Task<string>> answer) => await person.Page.RouteAsync(
        "**/chat", async route => await route.FulfillAsync(new() { ContentType = "application/json", Body = await answer(JsonNode.Parse(route.Request.PostData!)!) }));

    private static string Answer(string reply, params JsonNode[] cards) => new JsonObject
    {
        ["success"] = true, ["timestamp"] = TimeProvider.System.GetUtcNow().ToString("O"), ["reply"] = reply, ["session_id"] = Session, ["cards"] = new JsonArray(cards),
    }.ToJsonString();

    private static JsonObject Draft(string id) => new()
    {
        ["kind"] = "draft", ["title"] = "Roll back ECS service production/web from web:42 to web:41.", ["tone"] = "warning", ["draft_id"] = id, ["operation"] = "rollback_ecs_service",
        ["target"] = "production/web", ["before"] = Fields(("task_definition", "web:42")), ["after"] = Fields(("task_definition", "web:41")),
        ["fields"] = Fields(("watch", "web fails since 2026-11-28T10:46:12.485Z")), ["reason"] = "of the failed checkout", ["notes"] = new JsonArray("double: 3 x 2 = 6"),
        ["risk_level"] = "medium", ["risk_reasons"] = new JsonArray("CriticalityLevel is high."), ["who_may_decide"] = "An approver other than engineer@example.com.",
        ["confirm"] = "Propose", ["expires_at"] = TimeProvider.System.GetUtcNow().AddMinutes(5).ToString("O"),
    };

    private static JsonArray Fields(params (string Name, string Value)[] fields) => new([.. fields.Select(f => new JsonObject { ["name"] = f.Name, ["value"] = f.Value })]);
}
