using System.Text.Json;
using System.Text.Json.Nodes;

using Microsoft.Extensions.Time.Testing;

using OpsAgent.Chat.Rendering.Teams;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations.Messages;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Hosting;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.Functions.Webhooks;
using OpsAgent.TestKit;
using OpsAgent.TestKit.Corpora;

namespace OpsAgent.Functions.Tests.Webhooks;

/// <summary>Which channels there are, what is posted to them, and that their addresses stay where they are.</summary>
public sealed class WebhookDestinationsTests : IAsyncDisposable
{
    private const string SlackUrl = "https://hooks.slack.com/services/T0SECRET/B0SECRET/XyZsecret";
    private const string TeamsUrl = "https://prod-1.westus.logic.azure.com:443/workflows/SECRET/triggers/manual/paths/invoke?sp=%2Ftriggers%2Fmanual%2Frun&sig=SECRET";

    private readonly WebhookServer server = new();
    private readonly FixedParameterStore settings = new([
        KeyValuePair.Create(ParameterNames.Channels, "ops, team"),
        KeyValuePair.Create(ParameterNames.ChannelWebhook("ops"), SlackUrl),
        KeyValuePair.Create(ParameterNames.ChannelWebhook("team"), TeamsUrl),
    ]);

    public static TheoryData<string, string, string> Urls => SsrfCorpus.Of("urls");

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Theory]
    [InlineData("ops,incidents", "ops incidents")]
    [InlineData(" ops , ops ,incidents,", "ops incidents")]
    [InlineData("ops,../api-key,a/b,UPPER,-x,ünder,a b,*", "ops")]
    [InlineData("", "")]
    public async Task Names_OfTheList_AreThoseThatCanBeNames(string list, string names)
    {
        settings.Cached[ParameterNames.Channels] = list;

        Assert.Equal(names, string.Join(' ', await Channels().NamesAsync(CancellationToken.None)));
    }

    [Fact]
    public async Task Names_WithoutTheParameter_AreNone()
    {
        settings.Cached.Clear();

        Assert.Empty(await Channels().NamesAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Post_ToSlack_IsTextAndPlainBlocks()
    {
        Assert.Equal(Delivery.Posted, await PostAsync("ops", "web is well & fast.\n<!channel> *now*"));

        var sent = Sent();
        const string Text = "engineer@example.com posted through OpsAgent at 2026-03-14T09:00:00.000Z:\nweb is well &amp; fast.\n&lt;!channel&gt; *now*";
        Assert.Equal(Text, sent["text"]!.GetValue<string>());
        Assert.Equal((false, false, false), (sent["mrkdwn"]!.GetValue<bool>(), sent["unfurl_links"]!.GetValue<bool>(), sent["unfurl_media"]!.GetValue<bool>()));
        var block = Assert.Single(sent["blocks"]!.AsArray())!;
        Assert.Equal("section", block["type"]!.GetValue<string>());
        Assert.Equal(("plain_text", Text, false), (block["text"]!["type"]!.GetValue<string>(), block["text"]!["text"]!.GetValue<string>(), block["text"]!["emoji"]!.GetValue<bool>()));
    }

    [Fact]
    public async Task Post_ToTeams_IsAMessageWithOneCard()
    {
        Assert.Equal(Delivery.Posted, await PostAsync("team", "web is well.\n\n[click](https://evil.example) **now**"));

        Assert.StartsWith("POST /workflows/SECRET/triggers/manual/paths/invoke?sp=%2Ftriggers%2Fmanual%2Frun&sig=SECRET HTTP/1.1", server.Requests[0], StringComparison.Ordinal);
        var sent = Sent();
        Assert.Equal("message", sent["type"]!.GetValue<string>());
        var attachment = Assert.Single(sent["attachments"]!.AsArray())!;
        Assert.Equal("application/vnd.microsoft.card.adaptive", attachment["contentType"]!.GetValue<string>());
        Assert.True(attachment.AsObject().ContainsKey("contentUrl"));
        var card = attachment["content"]!;
        Assert.Equal(("AdaptiveCard", "1.4"), (card["type"]!.GetValue<string>(), card["version"]!.GetValue<string>()));
        Assert.Equal(
            new[] { "engineer@example.com posted through OpsAgent at 2026-03-14T09:00:00.000Z:", "web is well.", "[click](https://evil.example) **now**" }.Select(AdaptiveCardText.Escape),
            card["body"]!.AsArray().Select(b => b!["text"]!.GetValue<string>()));
        Assert.All(card["body"]!.AsArray(), b => Assert.Equal(("TextBlock", true), (b!["type"]!.GetValue<string>(), b["wrap"]!.GetValue<bool>())));
        Assert.False(card.AsObject().ContainsKey("actions"));
    }

    [Theory]
    [InlineData('&', 2000)]
    [InlineData('a', 2000)]
    [InlineData('\n', 1999)]
    [InlineData('é', 2000)]
    public async Task Post_TheLongestText_FitsWhereItGoes(char character, int count)
    {
        var text = new string(character, count) + ".";

        await PostAsync("ops", text);
        await PostAsync("team", text);

        var blocks = Sent(0)["blocks"]!.AsArray().Select(b => b!["text"]!["text"]!.GetValue<string>()).ToList();
        Assert.InRange(blocks.Count, 1, 50);
        Assert.All(blocks, b => Assert.InRange(b.Length, 1, 3000));
        var shown = string.Join('\n', blocks).Replace("&amp;", "&", StringComparison.Ordinal);
        Assert.True(character is '\n' || shown.Count(c => c == character) >= count);
        Assert.EndsWith($"{character}.", shown, StringComparison.Ordinal);
        Assert.InRange(JsonSerializer.SerializeToUtf8Bytes(Sent(1)["attachments"]![0]!["content"]).Length, 1, 28 * 1024);
    }

    [Fact]
    public async Task Post_ToAnotherName_ReadsNoParameterAndReachesNothing()
    {
        foreach (var name in new[] { "random", "../api-key", "api-key" })
        {
            Assert.False((await PostAsync(name)).MayBePosted);
        }

        Assert.Equal([ParameterNames.Channels], settings.Reads.Distinct());
        Assert.Empty(server.Resolved);
    }

    [Fact]
    public async Task Post_ToAChannelWithoutAUrl_NamesTheParameter()
    {
        settings.Cached.TryRemove(ParameterNames.ChannelWebhook("ops"), out _);

        Assert.Equal(Delivery.Failed("/opsagent/channels/ops holds no webhook URL."), await PostAsync("ops"));
    }

    [Fact]
    public async Task Post_WhenTheUrlCannotBeRead_IsNotPostedAndNotThrown()
    {
        settings.Failure = new AwsException(ErrorCode.AwsAccessDenied, "ssm:GetParameter", "/opsagent/channels", "AWS denied it.");

        Assert.Equal(Delivery.Failed("AWS denied it."), await PostAsync("ops"));
    }

    [Theory]
    [MemberData(nameof(Urls))]
    public async Task Post_ToAUrlOfTheCorpus_ReachesTheNetworkOnlyIfItMay(string given, string verdict, string why)
    {
        settings.Cached[ParameterNames.ChannelWebhook("ops")] = given;
        // Nothing of what is allowed is on this server, but that is told by the handshake.
        server.Plain = true;

        var delivery = await PostAsync("ops");

        Assert.True(delivery.Problem is not null && !delivery.MayBePosted, why);
        Assert.Equal(verdict is "refused", server.Resolved.Count == 0);
        Assert.Equal(verdict is "refused", server.Connected.Count == 0);
        Assert.Equal(verdict is "refused" && given.Length > 0, delivery.Problem!.StartsWith("/opsagent/channels/ops: its ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n", true, "posted", null)]
    [InlineData("HTTP/1.1 404 Not Found\r\n\r\nSECRET", false, "failed", "AWS_SERVICE_ERROR")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: https://SECRET/\r\n\r\n", false, "failed", "AWS_SERVICE_ERROR")]
    [InlineData("HTTP/1.1 429 Slow\r\nRetry-After: 7\r\n\r\nSECRET", false, "failed", "AWS_SERVICE_ERROR")]
    [InlineData("HTTP/1.1 500 Oh\r\n\r\nSECRET", false, "unknown", "OUTCOME_UNKNOWN")]
    [InlineData("", false, "unknown", "OUTCOME_UNKNOWN")]
    public async Task Post_ThroughTheWholeDoor_NeverTellsTheUrlOrTheAnswer(string answered, bool posted, string outcome, string? code)
    {
        server.Answer = answered;
        var bench = new Bench { OtherChannels = Channels() };
        var answers = new List<Answer>();

        foreach (var channel in new[] { "ops", "team" })
        {
            // Not by SendAsync, whose clock would run away from a real connection.
            var answer = new Answer(await bench.InvokeAsync(FunctionNames.WorkflowOperations, Events.Post(
                "/operations/post_summary_to_channel", new JsonObject { ["text"] = "well", ["channel"] = channel, ["user_id"] = "engineer@example.com" })));
            answers.Add(answer);
            Assert.Equal((posted, code), (answer.Success, answer.Code));
            if (code is "OUTCOME_UNKNOWN")
            {
                Assert.StartsWith($"The summary may have been posted to {channel}: its host", answer.Message, StringComparison.Ordinal);
                Assert.EndsWith("Look there before you post it again.", answer.Message, StringComparison.Ordinal);
            }
        }

        var events = bench.Store.Audit.All.Where(e => e.Fields().GetProperty("event_type").GetString() == "summary_posted").ToList();
        Assert.Equal(2, events.Count);
        Assert.All(events, e => Assert.Equal(outcome, e.Fields().GetProperty("outcome").GetString()));
        Assert.Equal(2, server.Requests.Count);
        var everything = string.Join('\n', [.. answers.Select(a => a.Raw), .. bench.Store.Audit.All.Select(e => e.Body), .. bench.Lines, bench.Logger.Buffer.ToString()]);
        Assert.All(["SECRET", "hooks.slack", "logic.azure", "services"], word => Assert.DoesNotContain(word, everything, StringComparison.OrdinalIgnoreCase));
    }

    private WebhookDestinations Channels() => new(settings, WebhookHosts.Standard, new WebhookSender(server.Network, new FakeTimeProvider(Moments.Start)));

    private Task<Delivery> PostAsync(string channel, string text = "web is well.") =>
        Channels().PostAsync(new OutgoingMessage(channel, text, Users.Engineer, Moments.Start), CancellationToken.None);

    private JsonNode Sent(int at = 0) => JsonNode.Parse(server.Requests[at].Split("\r\n\r\n", 2)[1])!;
}
