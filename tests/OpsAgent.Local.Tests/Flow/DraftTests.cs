using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Local.Hosting;
using OpsAgent.Local.Tests.Kit;

namespace OpsAgent.Local.Tests.Flow;

/// <summary>The incident's way from a question to a proposal, over HTTP: what is shown is proposed once, and only when it is confirmed.</summary>
public sealed class DraftTests
{
    private const string Reboot = "web-2 hangs, can you reboot it for me?";

    [Fact]
    public async Task Confirm_ByTheButton_ProposesWhatWasShownOnce()
    {
        await using var agent = await LocalAgent.StartAsync();
        var session = Text(await SayAsync(agent, "is web-2 ok?"), "session_id");
        var card = Card(await SayAsync(agent, Reboot, session));
        Assert.Equal(("draft", "reboot_ec2"), (Text(card, "kind"), Text(card, "operation")));
        Assert.StartsWith("i-0a1b2c3d4e5f60002", Text(card, "target"), StringComparison.Ordinal);
        Assert.Equal(0, await OpenAsync(agent));

        var pressed = await ConfirmAsync(agent, Text(card, "draft_id"), session);
        var again = await ConfirmAsync(agent, Text(card, "draft_id"), session);

        Assert.Equal(("proposal", "pending"), (Text(Card(pressed), "kind"), Text(Card(pressed), "status")));
        Assert.Equal(Text(Card(pressed), "proposal_id"), Text(Card(again), "proposal_id"));
        Assert.Equal(1, await OpenAsync(agent));
    }

    [Fact]
    public async Task Confirm_ByYes_IsOfTheCardThatWasJustShown()
    {
        await using var agent = await LocalAgent.StartAsync();
        var shown = await SayAsync(agent, Reboot);
        var session = Text(shown, "session_id");

        var asked = await SayAsync(agent, "yes but is it in service?", session);
        var late = await SayAsync(agent, "yes", session);
        Assert.Equal(0, await OpenAsync(agent));
        await SayAsync(agent, Reboot, session);
        var proposed = await SayAsync(agent, "Yes!", session);

        Assert.DoesNotContain("proposal_id", asked.Body + late.Body, StringComparison.Ordinal);
        Assert.Equal("proposal", Text(Card(proposed), "kind"));
        Assert.Equal(1, await OpenAsync(agent));
    }

    [Fact]
    public async Task Confirm_TwiceAtOnce_ProposesOnce()
    {
        await using var agent = await LocalAgent.StartAsync();
        var shown = await SayAsync(agent, Reboot);
        var (session, draft) = (Text(shown, "session_id"), Text(Card(shown), "draft_id"));

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => i % 2 == 0 ? ConfirmAsync(agent, draft, session) : SayAsync(agent, "yes", session)));

        Assert.Contains(answers, a => a.Body.Contains("\"proposal_id\"", StringComparison.Ordinal));
        Assert.Equal(1, await OpenAsync(agent));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Confirm_AfterFiveMinutes_ProposesNothing(bool byYes)
    {
        await using var agent = await LocalAgent.StartAsync();
        var shown = await SayAsync(agent, Reboot);
        var (session, draft) = (Text(shown, "session_id"), Text(Card(shown), "draft_id"));
        agent.Time.Advance(TimeSpan.FromMinutes(5));

        var late = byYes ? await SayAsync(agent, "yes", session) : await ConfirmAsync(agent, draft, session);

        Assert.Contains("five minutes", Text(late, "reply"), StringComparison.Ordinal);
        Assert.Equal(0, await OpenAsync(agent));
    }

    [Fact]
    public async Task Confirm_BySomebodyElse_ProposesNothing()
    {
        await using var agent = await LocalAgent.StartAsync();
        var shown = await SayAsync(agent, Reboot);

        var answer = await agent.PostAsync("/chat", Body("confirm", Text(Card(shown), "draft_id"), Text(shown, "session_id"), LocalUsers.Lead));

        Assert.DoesNotContain("proposal_id", answer.Body, StringComparison.Ordinal);
        Assert.Equal(0, await OpenAsync(agent));
    }

    private static Task<Answer> SayAsync(LocalAgent agent, string message, string? session = null) => agent.PostAsync("/chat", Body("message", message, session));

    private static Task<Answer> ConfirmAsync(LocalAgent agent, string draft, string session) => agent.PostAsync("/chat", Body("confirm", draft, session));

    private static JsonObject Body(string member, string value, string? session, string user = LocalUsers.Engineer)
    {
        var body = new JsonObject { [member] = value, ["user_context"] = new JsonObject { ["user_id"] = user } };
        if (session is not null)
        {
            body["session_id"] = session;
        }

        return body;
    }

    private static async Task<int> OpenAsync(LocalAgent agent) => (await agent.GetAsync("/console/proposals", LocalUsers.Lead)).Json.GetProperty("proposals").GetArrayLength();

    private static JsonElement Card(Answer answer) => answer.Json.GetProperty("cards").EnumerateArray().Last();

    private static string Text(Answer answer, string member) => Text(answer.Json, member);

    private static string Text(JsonElement json, string member) => json.GetProperty(member).GetString()!;
}
