using System.Text.Json.Nodes;

using Microsoft.Playwright;

using OpsAgent.Console.Tests.Kit;
using OpsAgent.Local.Hosting;

namespace OpsAgent.Console.Tests;

/// <summary>What people do with a proposal.</summary>
public sealed class DecisionTests(Chromium chromium)
{
    [Fact]
    public async Task Story_FromTheFirstQuestionToTheVerifiedAudit_PassesInOneBrowser()
    {
        await using var host = await Host.StartAsync();
        await using var person = await Person.SignedInAsync(chromium, host, LocalUsers.Engineer, "/chat");

        await person.SaysAsync("Target health of production-web");
        await person.SeesAsync("[data-kind='targets'] .lamp.bad");
        await person.SaysAsync("5xx errors of production-web");
        await person.SeesAsync("[data-kind='chart'] .threshold-name.alarm");
        await person.SaysAsync("What changed in the last 6 hours?");
        await person.SeesAsync("[data-kind='timeline'] li");
        await person.ConfirmsAsync($"reboot {Host.ImpairedInstance} because its instance check fails", "Propose");
        await person.SeesAsync("[data-kind='proposal'] .hash");
        var planHash = await person.Page.Locator("[data-kind='proposal'] .hash").InnerTextAsync();
        await person.SeesTextAsync("You proposed this change, so another person approves it.");
        Assert.Equal(0, await person.Button("Review and approve").CountAsync());
        await person.Page.GetByRole(AriaRole.Link, new() { Name = "Open the proposal" }).ClickAsync();

        // Another person at the same desk.
        await person.Page.ClickAsync(".me");
        await person.Page.ClickAsync($"[data-user='{LocalUsers.Lead}']");
        await person.Button("Review and approve").ClickAsync();
        await person.SeesTextAsync("You approve exactly plan");
        await person.Button($"Approve plan {planHash}").ClickAsync();

        await person.ReachesAsync("Completed");
        await person.SeesAsync("[data-status='completed']");
        Assert.Equal(0, await person.Page.Locator("[data-state='RevertAction'][data-reached='past']").CountAsync());
        Assert.Equal(9, await person.Page.Locator(".edge.taken").CountAsync());

        await person.Page.GetByRole(AriaRole.Link, new() { Name = "Open the chain" }).ClickAsync();
        await person.SeesAsync("[data-verified='true']");
        Assert.Equal(
            ["request_received", "proposal_created", "approval_requested", "approval_granted", "action_executed", "outcome_verified"],
            await person.Page.Locator("[data-type]").EvaluateAllAsync<string[]>("all => all.map(e => e.dataset.type)"));

        // Whoever comes next does not read what the one before said.
        await person.OpenAsync("/chat");
        await person.SeesTextAsync("What is wrong?");
    }

    [Fact]
    public async Task Chat_ProposalsCard_IsDecidedByItsButtonAndNotByWords()
    {
        await using var host = await Host.StartAsync();
        var proposed = await host.RebootAsync();
        var (id, hash) = (proposed["proposal_id"]!.GetValue<string>(), proposed["plan_hash"]!.GetValue<string>()[..8]);
        await using var lead = await Person.SignedInAsync(chromium, host, LocalUsers.Lead, "/chat");

        await lead.SaysAsync("pending");
        await lead.SaysAsync($"approve {id} {hash}");
        await lead.SeesTextAsync("Nothing is decided");
        // That of the list has no plan; the confirming step has.
        await lead.Button("Review and approve").First.ClickAsync();
        await lead.SeesAsync("dialog table.change");
        await lead.SeesTextAsync("You approve exactly plan");
        await lead.Button($"Approve plan {hash}").ClickAsync();

        // Both cards are of the proposal as it stands, and stay so.
        await lead.Page.Locator("[data-kind='proposal'] .pill").First.WaitForAsync();
        Assert.Equal(0, await lead.Button("Review and approve").CountAsync());
        await lead.Page.ReloadAsync();
        await lead.SeesAsync("[data-kind='proposal'] .pill");
        Assert.Equal(0, await lead.Button("Review and approve").CountAsync());
        await lead.Page.GetByRole(AriaRole.Link, new() { Name = "Open the proposal" }).Last.ClickAsync();
        await lead.ReachesAsync("Completed");
    }

    [Fact]
    public async Task Approve_FromAChatsCard_ShowsWhoAsksWhyAndWhereAndPostsTheRouteOfEverybodysDecisions()
    {
        await using var host = await Host.StartAsync();
        var proposed = await host.RebootAsync(reason: "because of the traffic");
        await using var lead = await Person.SignedInAsync(chromium, host, LocalUsers.Lead, "/chat");
        await lead.SaysAsync($"status of {proposed["proposal_id"]}");
        await lead.SeesTextAsync("Because of the traffic");

        await lead.Button("Review and approve").ClickAsync();
        await lead.SeesAsync("dialog dl.who");
        Assert.Equal(
            [$"Asked for by: {LocalUsers.Engineer}", "Because: of the traffic", "Account: 123456789012", "Region: us-east-1"],
            await lead.Page.Locator("dialog dl.who > div").EvaluateAllAsync<string[]>("all => all.map(d => `${d.children[0].textContent}: ${d.children[1].textContent}`)"));
        await lead.Page.Locator("dialog").GetByText("Why this risk").WaitForAsync();
        var sent = await lead.Page.RunAndWaitForRequestAsync(
            () => lead.Button($"Approve plan {proposed["plan_hash"]!.GetValue<string>()[..8]}").ClickAsync(), "**/operations/approve");

        Assert.Equal("POST", sent.Method);
        Assert.Contains($"\"parameters\":{{\"proposal_id\":\"{proposed["proposal_id"]}\",\"plan_hash\":\"{proposed["plan_hash"]}\"}}", sent.PostData, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("because of the traffic", "Because of the traffic")]
    [InlineData("of the traffic", "Because of the traffic")]
    [InlineData("the application hangs", "Because the application hangs")]
    public async Task Reason_HoweverItBegins_ReadsAsASentence(string reason, string shown)
    {
        await using var host = await Host.StartAsync(scale: 1);
        await host.RebootAsync(reason: reason);
        await using var lead = await Person.SignedInAsync(chromium, host, LocalUsers.Lead);

        Assert.Equal(shown, await lead.Page.Locator("article.proposal .why").InnerTextAsync());
    }

    [Fact]
    public async Task Chat_RequestersCard_WithdrawsByItsButton()
    {
        await using var host = await Host.StartAsync();
        await using var engineer = await Person.SignedInAsync(chromium, host, LocalUsers.Engineer, "/chat");

        await engineer.ConfirmsAsync($"reboot {Host.ImpairedInstance} because its instance check fails", "Propose");
        await engineer.SaysAsync("withdraw it because it recovered");
        await engineer.SeesTextAsync("Nothing is decided");
        await engineer.Button("Withdraw").First.ClickAsync();
        await engineer.Page.GetByLabel("Why? The approvers read it.").FillAsync("It recovered by itself.");
        await engineer.Page.Locator("dialog").GetByText("Withdraw", new() { Exact = true }).ClickAsync();

        await engineer.SeesTextAsync("It recovered by itself.");
    }

    [Fact]
    public async Task Approve_OpenedAndCancelled_DecidesNothing()
    {
        await using var host = await Host.StartAsync(scale: 1);
        await host.RebootAsync();
        await using var lead = await Person.SignedInAsync(chromium, host, LocalUsers.Lead);

        await lead.Button("Review and approve").ClickAsync();
        await lead.Button("Cancel").ClickAsync();
        await lead.Button("Review and approve").ClickAsync();
        await lead.Page.Keyboard.PressAsync("Escape");

        await lead.Page.ReloadAsync();
        await lead.SeesAsync("article.proposal");
        await lead.SeesTextAsync("0 of 1");
    }

    [Fact]
    public async Task Adopt_AProposalMadeInTheirName_ShowsThePlanAndSaysThatItIsTheirs()
    {
        await using var host = await Host.StartAsync();
        var proposed = await host.RebootAsync();
        var id = proposed["proposal_id"]!.GetValue<string>();
        await using var engineer = await Person.AtAsync(chromium, host.Url);
        // As in SANDBOX_LIVE, where a client's name for the requester proves nothing.
        await engineer.Page.RouteAsync($"**/console/proposals/{id}", async route =>
        {
            var answer = await route.FetchAsync();
            var body = (await answer.TextAsync()).Replace("\"decisions\":[", "\"decisions\":[\"adopt\",", StringComparison.Ordinal);
            await route.FulfillAsync(new() { Response = answer, Body = body });
        });
        await engineer.OpenAsync($"/proposals/{id}");
        await engineer.Page.ClickAsync($"[data-user='{LocalUsers.Engineer}']");

        await engineer.Button("It is mine").ClickAsync();
        await engineer.SeesTextAsync("A client proposed it in your name.");
        var sent = await engineer.Page.RunAndWaitForRequestAsync(
            () => engineer.Button($"It is mine: plan {proposed["plan_hash"]!.GetValue<string>()[..8]}").ClickAsync(), "**/operations/adopt");

        Assert.Contains($"\"parameters\":{{\"proposal_id\":\"{id}\",\"plan_hash\":\"{proposed["plan_hash"]!.GetValue<string>()}\"}}", sent.PostData, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Approve_WhereTheNameIsNotProved_TakesTheRequestersToken()
    {
        await using var host = await Host.StartAsync();
        var proposed = await host.RebootAsync();
        await using var lead = await Person.AtAsync(chromium, host.Url);
        // As in DRY_RUN without a sign-in, for which a test would need an AWS account.
        await lead.Page.RouteAsync("**/console/me", async route =>
        {
            var answer = await route.FetchAsync();
            var body = (await answer.TextAsync()).Replace("\"decides_by\":\"proposal_id\"", "\"decides_by\":\"approval_token\"", StringComparison.Ordinal);
            await route.FulfillAsync(new() { Response = answer, Body = body });
        });
        await lead.OpenAsync($"/proposals/{proposed["proposal_id"]}");
        await lead.Page.ClickAsync($"[data-user='{LocalUsers.Lead}']");
        await lead.Button("Review and approve").ClickAsync();
        var token = lead.Page.GetByLabel("Approval token");
        var approve = lead.Button($"Approve plan {proposed["plan_hash"]!.GetValue<string>()[..8]}");

        await token.FillAsync("approve-0123456789ABCDEFGHIJKLMNOPQRSTUV");
        await approve.ClickAsync();
        await lead.SeesTextAsync("This approval token is not valid");
        await token.FillAsync(proposed["approval_token"]!.GetValue<string>());
        await approve.ClickAsync();

        await lead.ReachesAsync("Completed");
    }

    [Fact]
    public async Task Deny_WithAReason_TellsItToTheRequester()
    {
        await using var host = await Host.StartAsync();
        var proposed = await host.RebootAsync();
        await using var engineer = await Person.SignedInAsync(chromium, host, LocalUsers.Engineer, $"/proposals/{proposed["proposal_id"]}");
        await using var lead = await Person.SignedInAsync(chromium, host, LocalUsers.Lead);

        await lead.Button("Deny").ClickAsync();
        await lead.Page.GetByLabel("Why not? The requester reads it.").FillAsync("Not during the release.");
        await lead.Page.Locator("dialog").GetByText("Deny", new() { Exact = true }).ClickAsync();

        await engineer.ReachesAsync("Denied");
        await engineer.SeesTextAsync("Denied, nothing was changed: Not during the release.");
        await lead.OpenAsync("/approvals?show=ended");
        await lead.SeesAsync("article.row .pill");
    }

    [Fact]
    public async Task Withdraw_ByTheRequester_EndsIt()
    {
        await using var host = await Host.StartAsync();
        var proposed = await host.RebootAsync();
        await using var engineer = await Person.SignedInAsync(chromium, host, LocalUsers.Engineer, $"/proposals/{proposed["proposal_id"]}");
        await engineer.SeesTextAsync("You proposed this change, so another person approves it.");
        Assert.Equal(0, await engineer.Button("Review and approve").CountAsync());

        await engineer.Button("Withdraw").ClickAsync();
        await engineer.Page.GetByLabel("Why? The approvers read it.").FillAsync("It recovered by itself.");
        await engineer.Page.Locator("dialog").GetByText("Withdraw", new() { Exact = true }).ClickAsync();

        await engineer.ReachesAsync("Withdrawn");
        await engineer.SeesAsync("[data-status='withdrawn']");
    }

    [Fact]
    public async Task ProposeAgain_AnEndedProposal_LeadsToTheNewOne()
    {
        await using var host = await Host.StartAsync();
        var proposed = await host.RebootAsync();
        await host.PostAsync("/operations/withdraw_action", new JsonObject { ["approval_token"] = proposed["approval_token"]!.DeepClone(), ["reason"] = "It recovered.", ["user_id"] = LocalUsers.Engineer });
        await using var engineer = await Person.SignedInAsync(chromium, host, LocalUsers.Engineer, $"/proposals/{proposed["proposal_id"]}");

        await engineer.Button("Propose again").ClickAsync();

        await engineer.SeesAsync("[data-status='pending']");
        Assert.DoesNotContain(proposed["proposal_id"]!.GetValue<string>(), engineer.Page.Url, StringComparison.Ordinal);
        await engineer.SeesTextAsync($"Can approve now: {LocalUsers.Lead}");
    }

    [Fact]
    public async Task ProposeAgain_WhereThePlanChanged_ShowsItAndProposesExactlyThat()
    {
        await using var host = await Host.StartAsync();
        var proposed = await host.RebootAsync();
        await host.PostAsync("/operations/withdraw_action", new JsonObject { ["approval_token"] = proposed["approval_token"]!.DeepClone(), ["reason"] = "It recovered.", ["user_id"] = LocalUsers.Engineer });
        await using var engineer = await Person.SignedInAsync(chromium, host, LocalUsers.Engineer, $"/proposals/{proposed["proposal_id"]}");
        var hash = proposed["plan_hash"]!.GetValue<string>();
        // As if the instance had stopped meanwhile.
        await engineer.Page.RouteAsync("**/operations/propose_again", route => route.Request.PostData!.Contains("plan_hash", StringComparison.Ordinal) ? route.ContinueAsync() : route.FulfillAsync(new()
        {
            ContentType = "application/json",
            Body = $$$$"""{"success":false,"error":{"code":"PLAN_CHANGED","message":"It changed since this was shown.","details":{"plan_hash":"{{{{hash}}}}","now":{"state":"stopped"},"after":{"state":"started"}}},"correlation_id":"c","execution_mode":"LOCAL_MOCK","timestamp":"2026-11-23T03:12:00.000Z"}""",
        }));

        await engineer.Button("Propose again").ClickAsync();
        await engineer.SeesTextAsync("It changed since this was shown.");
        Assert.Equal(["stopped", "started"], await engineer.Page.Locator("dialog td").AllInnerTextsAsync());
        await engineer.Button($"Propose plan {hash[..8]}").ClickAsync();

        await engineer.SeesAsync("[data-status='pending']");
    }

    [Fact]
    public async Task Look_OfAnApprover_IsOnThePageFromThenOn()
    {
        await using var host = await Host.StartAsync();
        var proposed = await host.RebootAsync();
        await using var lead = await Person.SignedInAsync(chromium, host, LocalUsers.Lead, $"/proposals/{proposed["proposal_id"]}");

        await lead.SeesTextAsync("First looked at");
    }

    [Fact]
    public async Task Silence_UntilTheWindowIsOver_ExpiresIt()
    {
        await using var host = await Host.StartAsync(scale: 0.012);
        var proposed = await host.RebootAsync();
        await using var lead = await Person.SignedInAsync(chromium, host, LocalUsers.Lead, $"/proposals/{proposed["proposal_id"]}");
        await lead.SeesAsync(".remaining");

        await lead.ReachesAsync("CloseApproval");
        await lead.ReachesAsync("Expired");
        await lead.SeesAsync("[data-status='expired']");
        await lead.Button("Propose again").WaitForAsync();
        Assert.Equal(0, await lead.Button("Review and approve").CountAsync());
    }

    [Fact]
    public async Task Decide_TwoAtOnce_OneIsToldThatSomebodyWasFaster()
    {
        // The same approver at the desk and on the phone.
        await using var host = await Host.StartAsync(scale: 1);
        var proposed = await host.RebootAsync(by: LocalUsers.Engineer);
        await using var first = await Person.SignedInAsync(chromium, host, LocalUsers.Lead, $"/proposals/{proposed["proposal_id"]}");
        await using var second = await Person.SignedInAsync(chromium, host, LocalUsers.Lead, $"/proposals/{proposed["proposal_id"]}");
        foreach (var person in new[] { first, second })
        {
            await person.Button("Deny").ClickAsync();
            await person.Page.GetByLabel("Why not? The requester reads it.").FillAsync("Not during the release.");
        }

        await Task.WhenAll(
            first.Page.Locator("dialog").GetByText("Deny", new() { Exact = true }).ClickAsync(),
            second.Page.Locator("dialog").GetByText("Deny", new() { Exact = true }).ClickAsync());

        await Task.WhenAny(first.SeesTextAsync("Somebody was faster."), second.SeesTextAsync("Somebody was faster."));
        var messages = await first.Page.GetByText("Somebody was faster.").CountAsync() + await second.Page.GetByText("Somebody was faster.").CountAsync();
        Assert.Equal(1, messages);
        var refusedPerson = await first.Page.GetByText("Somebody was faster.").CountAsync() == 1 ? first : second;
        await refusedPerson.SeesTextAsync("This proposal is denied by lead@example.com");
        await refusedPerson.Button("Close").ClickAsync();
        await refusedPerson.ReachesAsync("Denied");
    }

    [Fact]
    public async Task Viewer_AtAProposal_SeesAllAndDecidesNothing()
    {
        await using var host = await Host.StartAsync();
        var proposed = await host.RebootAsync();
        await using var viewer = await Person.SignedInAsync(chromium, host, LocalUsers.Viewer, $"/proposals/{proposed["proposal_id"]}");

        await viewer.SeesTextAsync("You are not an approver.");
        foreach (var button in new[] { "Review and approve", "Deny", "Withdraw" })
        {
            Assert.Equal(0, await viewer.Button(button).CountAsync());
        }

        await viewer.OpenAsync("/audit");
        await viewer.SeesTextAsync("Not for you");
    }

    [Fact]
    public async Task TextOfPeople_ThatLooksLikeMarkupOrATime_IsShownAsText()
    {
        const string Hostile = "<img src=x onerror=alert(1)><b id=planted>bold</b> & \"quoted\" at 02:40 UTC";
        await using var host = await Host.StartAsync();
        var proposed = await host.RebootAsync(reason: Hostile);
        await host.PostAsync("/operations/create_incident_record", new() { ["summary"] = Hostile, ["severity"] = "low", ["user_id"] = LocalUsers.Engineer });
        await using var lead = await Person.SignedInAsync(chromium, host, LocalUsers.Lead);

        foreach (var view in new[] { "/approvals", $"/proposals/{proposed["proposal_id"]}", "/incidents" })
        {
            await lead.OpenAsync(view);
            await lead.SeesTextAsync(Hostile);
            Assert.Equal(0, await lead.Page.Locator("img, #planted").CountAsync());
        }
    }
}
