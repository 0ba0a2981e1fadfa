using Microsoft.Playwright;

using OpsAgent.Console.Tests.Kit;
using OpsAgent.Local.Hosting;

namespace OpsAgent.Console.Tests;

/// <summary>An incident from the first question to the last post, between two people in browsers of their own.</summary>
public sealed class IncidentStoryTests(Chromium chromium)
{
    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task Incident_FromTheFirstQuestion_IsRolledBackByDraftApprovedByAnotherRecordedAndPosted(int width)
    {
        await using var host = await Host.StartAsync();
        await using var engineer = await Person.SignedInAsync(chromium, host, LocalUsers.Engineer, "/chat", width);
        await engineer.SeesAsync(".overview tr.bad");
        await SurfaceTests.CheckAsync(engineer, "the overview");

        await engineer.SaysAsync("is anything on fire?");
        await engineer.SeesAsync(".log [data-kind='table'] tr.bad");
        await engineer.SaysAsync("what changed in the last 3 hours?");
        await engineer.Button("roll back production/web because …").ClickAsync();
        await engineer.Page.Keyboard.TypeAsync("checkout fails since the deployment");
        await engineer.Page.Keyboard.PressAsync("Enter");
        await engineer.SeesAsync("[data-kind='draft'] table.change");
        var plan = await engineer.Page.Locator("[data-kind='draft'] .differs").AllInnerTextsAsync();
        Assert.Contains(plan, line => line.Contains("web:42", StringComparison.Ordinal) && line.Contains("web:41", StringComparison.Ordinal));
        await engineer.SeesTextAsync("Because checkout fails since the deployment");
        await SurfaceTests.CheckAsync(engineer, "the draft");
        await engineer.Button("Propose").ClickAsync();
        await engineer.SeesAsync("[data-kind='proposal'] .hash");
        var hash = await engineer.Page.Locator("[data-kind='proposal'] .hash").InnerTextAsync();
        Assert.Equal(0, await engineer.Button("Review and approve").CountAsync());
        await SurfaceTests.CheckAsync(engineer, "the proposal");

        await using var lead = await Person.SignedInAsync(chromium, host, LocalUsers.Lead, width: width);
        await lead.Button("Review and approve").ClickAsync();
        await lead.SeesTextAsync("checkout fails since the deployment");
        Assert.Contains(LocalUsers.Engineer, await lead.Page.Locator("dialog dl.who").InnerTextAsync(), StringComparison.Ordinal);
        await SurfaceTests.CheckAsync(lead, "the confirming step");
        await lead.Button($"Approve plan {hash}").ClickAsync();

        await engineer.Page.GetByRole(AriaRole.Link, new() { Name = "Open the proposal" }).ClickAsync();
        await engineer.ReachesAsync("Completed");
        await engineer.SeesAsync("[data-status='completed']");
        await engineer.SeesAsync("#verified");
        await SurfaceTests.CheckAsync(engineer, "the outcome");

        await engineer.OpenAsync("/chat");
        await engineer.ConfirmsAsync("record incident high: checkout failed after the deployment of web:42 and was rolled back to web:41", "Record");
        await engineer.SeesAsync("[data-kind='incident']");
        await engineer.ConfirmsAsync("post to ops: web is back on web:41 and checkout works", "Post");
        await engineer.SeesTextAsync("was posted to ops");
        await SurfaceTests.CheckAsync(engineer, "the record and the post");
        await engineer.OpenAsync("/incidents");
        await engineer.SeesTextAsync("checkout failed after the deployment of web:42 and was rolled back to web:41");

        await lead.OpenAsync("/audit");
        await lead.SeesAsync("[data-type='summary_posted']");
        await lead.SeesAsync("[data-type='incident_created']");
        await lead.SeesAsync("[data-type='outcome_verified']");
    }
}
