using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Tests.Architecture;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.ChatServices.Slack;

/// <summary>What Slack sends that decides nothing: who is let in, what is handed on, and what Slack hears within its three seconds.</summary>
public sealed class SlackWebhookTests
{
    private readonly SlackSide slack = new(new Bench());

    [Fact]
    public async Task Command_OfAKnownPerson_IsHandedOnAsItCameAndAcknowledgedWithNothing()
    {
        var body = SlackSide.Command("status of web-1");

        var answer = await slack.SendAsync(slack.Request("/slack/commands", body));

        Assert.Equal((200, string.Empty), (answer.Status, answer.Text));
        var job = Assert.Single(slack.Jobs);
        Assert.Equal($"slack:{SlackSide.Team}:{SlackSide.Engineer}", job.Account);
        Assert.Equal(slack.Signed(body), job.Request);
        Assert.Empty(slack.Bench.Store.Audit.All);
    }

    [Fact]
    public async Task Command_InBase64_IsTheSame()
    {
        var request = slack.Request("/slack/commands", SlackSide.Command("wie geht's, größer?"));
        var body = Asl.Text(request["body"]);

        await slack.SendAsync(request.WithBody(Convert.ToBase64String(Encoding.UTF8.GetBytes(body)), base64: true));

        Assert.Equal(body, Assert.Single(slack.Jobs).Request.Body);
    }

    [Fact]
    public async Task Event_IsAcknowledgedOnceChatWorkerHasTakenItAndNotBefore()
    {
        var taken = new TaskCompletionSource();
        slack.Enqueuing = _ => taken.Task;

        var acknowledged = slack.SendEventAsync(SlackSide.Event(SlackSide.Mention("<@U0BOT00001> what is going on?")));
        Assert.False(acknowledged.IsCompleted);
        taken.SetResult();

        Assert.Equal((200, string.Empty), ((await acknowledged).Status, (await acknowledged).Text));
        Assert.Single(slack.Jobs);
    }

    [Fact]
    public async Task Event_DeliveredAgain_IsHandedOnOnce()
    {
        var sent = SlackSide.Event(SlackSide.Mention("reboot web-1"));
        await slack.SendEventAsync(sent);
        slack.Bench.Time.Advance(TimeSpan.FromMinutes(1));
        var again = await slack.SendAsync(slack.Request("/slack/events", sent.ToJsonString()).With("X-Slack-Retry-Num", "1").With("X-Slack-Retry-Reason", "http_timeout"));
        slack.Bench.Time.Advance(TimeSpan.FromMinutes(5));
        await slack.SendEventAsync(sent);

        Assert.Equal(200, again.Status);
        Assert.Single(slack.Jobs);
        await slack.SendEventAsync(SlackSide.Event(SlackSide.Mention("reboot web-1"), "Ev0000002"));
        Assert.Equal(2, slack.Jobs.Count);
    }

    [Fact]
    public async Task Event_ThatCannotBeCounted_IsHandedOnAllTheSame()
    {
        slack.Bench.Rates.Failure = new AwsException(ErrorCode.AwsThrottled, "dynamodb:UpdateItem", "opsagent-sessions", "throttled");

        await slack.SendEventAsync(SlackSide.Event(SlackSide.Mention("hi")));

        Assert.Single(slack.Jobs);
    }

    [Fact]
    public async Task Event_OfTheUrl_AnswersItsChallengeOnlyWhereItIsSigned()
    {
        const string Body = """{"token":"gone","challenge":"3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P","type":"url_verification"}""";

        var answer = await slack.SendAsync(slack.Request("/slack/events", Body));
        var forged = await slack.SendAsync(slack.Request("/slack/events", Body, secret: "guessed"));

        Assert.Equal((200, """{"challenge":"3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P"}"""), (answer.Status, answer.Text));
        Assert.Equal(401, forged.Status);
        Assert.DoesNotContain("3eZbrw", forged.Raw, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Command_ThatLooksAtTheCertificate_IsAnsweredAndDoesNothing()
    {
        var answer = await slack.SendAsync(slack.Request("/slack/commands", "token=gone&ssl_check=1", signature: "none"));

        Assert.Equal((200, string.Empty), (answer.Status, answer.Text));
        Assert.Empty(slack.Jobs);
    }

    public static TheoryData<string, string> Ignored => new()
    {
        { "a bot's message", Changed(e => e["bot_id"] = "B1") },
        { "the app's own", Changed(e => e["user"] = "U0BOT00001") },
        { "an edit", Changed(e => (e["type"], e["channel_type"], e["subtype"]) = ("message", "im", "message_changed")) },
        { "a message of a channel", Changed(e => (e["type"], e["channel_type"]) = ("message", "channel")) },
        { "something else", Changed(e => e["type"] = "reaction_added") },
        { "a removal", Changed(e => (e["type"], e["user"]) = ("app_uninstalled", null)) },
        { "a closed form", SlackSide.Form(With(SlackSide.Submit("{}"), p => p["type"] = "view_closed")) },
        { "another form", SlackSide.Form(SlackSide.Submit("{}", callback: "poll")) },
        { "a link", SlackSide.Form(new SlackSide(new Bench()).Press("opsagent_open", "x")) },
        { "another button", SlackSide.Form(new SlackSide(new Bench()).Press("poll_vote", "x")) },
        { "two actions", SlackSide.Form(With(new SlackSide(new Bench()).Press("opsagent_confirm", "x"), p => p["actions"]!.AsArray().Add(p["actions"]![0]!.DeepClone()))) },
        { "a shortcut", SlackSide.Form(With(SlackSide.Submit("{}"), p => p["type"] = "shortcut")) },
    };

    [Theory]
    [MemberData(nameof(Ignored))]
    public async Task Anything_ThatAsksNothing_IsAcknowledgedAndLeftAlone(string what, string body)
    {
        var answer = await slack.SendAsync(slack.Request(body.StartsWith('{') ? "/slack/events" : "/slack/interactions", body));

        Assert.True(answer is { Status: 200, Text: "" }, $"{what}: {answer.Raw}");
        Assert.Empty(slack.Jobs);
        Assert.Empty(slack.Calls);
        Assert.Empty(slack.Bench.Lines);
    }

    public static TheoryData<string, string> HandedOn => new()
    {
        { "a direct message", Changed(e => (e["type"], e["channel_type"], e["channel"]) = ("message", "im", "D0DIRECT01")) },
        { "a file with words", Changed(e => (e["type"], e["channel_type"], e["channel"], e["subtype"]) = ("message", "im", "D0DIRECT01", "file_share")) },
        { "the assistant's page", Changed(e => (e["type"], e["user"], e["assistant_thread"]) = ("assistant_thread_started", null, new JsonObject { ["user_id"] = SlackSide.Engineer, ["channel_id"] = "D1", ["thread_ts"] = "1.1" })) },
        { "the app's page", Changed(e => e["type"] = "app_home_opened") },
        { "a draft's button", SlackSide.Form(new SlackSide(new Bench()).Press("opsagent_confirm", """{"c":"01kk","s":"s"}""")) },
        { "again", SlackSide.Form(new SlackSide(new Bench()).Press("opsagent_again", """{"a":"01kkng00000000000000000001"}""")) },
    };

    [Theory]
    [MemberData(nameof(HandedOn))]
    public async Task Anything_ThatAsksForSomething_IsHandedOnAndAcknowledged(string what, string body)
    {
        var answer = await slack.SendAsync(slack.Request(body.StartsWith('{') ? "/slack/events" : "/slack/interactions", body));

        Assert.True(answer is { Status: 200, Text: "" }, $"{what}: {answer.Raw}");
        Assert.Equal(body, Assert.Single(slack.Jobs).Request.Body);
    }

    public static TheoryData<string, string> Forged
    {
        get
        {
            var side = new SlackSide(new Bench());
            var body = SlackSide.Command("hi");
            var theirs = SlackSide.Command("hi", team: SlackSide.StrangersTeam);
            return new()
            {
                { "old", side.Request("/slack/commands", body, timestamp: Moments.Start.AddSeconds(-301).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture)).ToJsonString() },
                { "from the future", side.Request("/slack/commands", body, timestamp: Moments.Start.AddSeconds(61).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture)).ToJsonString() },
                { "tampered", side.Request("/slack/commands", body).WithBody(body.Replace("text=hi", "text=ho", StringComparison.Ordinal)).ToJsonString() },
                { "another secret", side.Request("/slack/commands", body, secret: "guessed").ToJsonString() },
                { "no signature", side.Request("/slack/commands", body).Without("X-Slack-Signature").ToJsonString() },
                { "no timestamp", side.Request("/slack/commands", body).Without("X-Slack-Request-Timestamp").ToJsonString() },
                { "two signatures", Twice(side.Request("/slack/commands", body)).ToJsonString() },
                { "an API key", side.Request("/slack/commands", body).Without("X-Slack-Signature").With("X-API-Key", Bench.ApiKey).With("X-OpsAgent-User", Users.Admin.Value).ToJsonString() },
                { "another workspace", side.Request("/slack/commands", theirs).ToJsonString() },
                { "no base64", side.Request("/slack/commands", body).WithBody("%%%", base64: true).ToJsonString() },
                { "nothing", side.Request("/slack/interactions", string.Empty, signature: string.Empty).ToJsonString() },
                { "another path", side.Request("/slack/admin", body).ToJsonString() },
                { "a path of Teams", side.Request("/teams/messages", body).ToJsonString() },
                { "a GET", With(side.Request("/slack/commands", body), r => r["httpMethod"] = "GET").ToJsonString() },
            };
        }
    }

    [Theory]
    [MemberData(nameof(Forged))]
    public async Task Anything_NotSignedForThisInstallation_IsRefusedAuditedAndToldNothing(string what, string request)
    {
        var answer = await slack.SendAsync(JsonNode.Parse(request)!.AsObject());

        Assert.True(answer is { Status: 401, Code: "AUTHENTICATION_FAILED" }, $"{what}: {answer.Raw}");
        Assert.Equal("Authentication failed. Only the chat service of this installation calls here, and signs what it sends.", answer.Message);
        Assert.Equal("""{"reason":"not_signed"}""", answer.Details.GetRawText());
        var audited = Assert.Single(slack.Bench.Store.Audit.All).Fields();
        Assert.Equal("authentication_failed", audited.GetProperty("event_type").GetString());
        Assert.NotEqual("not_signed", audited.GetProperty("details").GetProperty("reason").GetString());
        Assert.Equal("203.0.113.9", audited.GetProperty("details").GetProperty("source_ip").GetString());
        Assert.Empty(slack.Jobs);
        Assert.DoesNotContain(SlackSide.Secret, $"{answer.Raw}{audited}{slack.Bench.Logger.Buffer}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forged_ManyTimesFromOneAddress_IsSlowedAndLetsSlackIn()
    {
        var side = new SlackSide(new Bench { Agent = Bench.LocalAgent with { FailuresPerMinute = 3 } });
        for (var i = 0; i < 3; i++)
        {
            await side.SendAsync(side.Request("/slack/commands", SlackSide.Command("hi"), secret: "guessed"));
        }

        Assert.Equal(429, (await side.SendAsync(side.Request("/slack/commands", SlackSide.Command("hi"), secret: "guessed"))).Status);
        Assert.Equal(200, (await side.SendCommandAsync("hi")).Status);
        Assert.Single(side.Jobs);
    }

    [Fact]
    public async Task Body_TooLargeOrOfAnotherMediaType_IsRefused()
    {
        var large = await slack.SendAsync(slack.Request("/slack/commands", SlackSide.Command(new string('x', 512 * 1024))));
        var plain = await slack.SendAsync(slack.Request("/slack/commands", SlackSide.Command("hi")).With("Content-Type", "text/plain"));
        var packed = await slack.SendAsync(slack.Request("/slack/commands", SlackSide.Command("hi")).With("Content-Encoding", "gzip"));
        var charset = await slack.SendAsync(slack.Request("/slack/commands", SlackSide.Command("hi")).With("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"));

        Assert.Equal((413, 415, 415, 200), (large.Status, plain.Status, packed.Status, charset.Status));
        Assert.Single(slack.Jobs);
    }

    [Theory]
    [InlineData(SlackSide.Stranger, SlackSide.StrangersTeam, "slack:T0OTHER001:U0STRANGER is nobody's in /opsagent/people.")]
    [InlineData(SlackSide.Stranger, SlackSide.Team, "slack:T0HOME0001:U0STRANGER is nobody's in /opsagent/people.")]
    // A workspace may have a user of the same id as ours.
    [InlineData(SlackSide.Lead, SlackSide.StrangersTeam, "slack:T0OTHER001:U0LEAD0001 is nobody's in /opsagent/people.")]
    public async Task Anybody_WhomOurListDoesNotKnow_IsToldWhatToDoAndNothingElse(string user, string team, string expected)
    {
        var mention = SlackSide.Event(With(SlackSide.Mention("what is going on?", user), e => (e["user_team"], e["thread_ts"]) = (team, "1.1")));
        mention["is_ext_shared_channel"] = team != SlackSide.Team;
        await slack.SendEventAsync(mention);
        var pressed = await slack.InteractAsync(slack.Press("opsagent_approve", SlackSide.Button("approve", "01kkng00000000000000000001", "0123abcd"), user, team));

        Assert.Equal((200, string.Empty), (pressed.Status, pressed.Text));
        Assert.Equal(["chat.postEphemeral", "chat.postEphemeral"], slack.Calls.Select(c => c.Method));
        Assert.All(slack.Calls, c => Assert.Equal((SlackSide.Channel, user), (c.Body.GetProperty("channel").GetString(), c.Body.GetProperty("user").GetString())));
        Assert.All(slack.Calls, c => Assert.StartsWith(expected, c.Body.GetProperty("text").GetString(), StringComparison.Ordinal));
        Assert.Equal("1.1", slack.Calls[0].Body.GetProperty("thread_ts").GetString());
        Assert.Empty(slack.Jobs);
        Assert.Empty(slack.Bench.Handed);
        Assert.All(slack.Bench.Store.Audit.All.Select(e => e.Fields()), e =>
        {
            Assert.Equal("authorization_denied", e.GetProperty("event_type").GetString());
            Assert.Equal($"slack:{team}:{user}", e.GetProperty("details").GetProperty("account").GetString());
        });
    }

    [Fact]
    public async Task Command_OfAStranger_IsAnsweredForThemAlone()
    {
        var answer = await slack.SendCommandAsync("reboot web-1", SlackSide.Stranger);

        Assert.Equal((200, "ephemeral"), (answer.Status, answer["response_type"]));
        Assert.Contains($"add the entry slack:{SlackSide.Team}:{SlackSide.Stranger}=&lt;your e-mail address&gt;", answer["text"], StringComparison.Ordinal);
        Assert.Empty(slack.Calls);
    }

    [Fact]
    public async Task Command_OfSomebodyWhoMayNotUseIt_SaysWhichListLacksThem()
    {
        slack.Bench.Settings.Cached[ParameterNames.AllowedUsers] = Users.Lead.Value;

        Assert.Contains($"{Users.Engineer} may not use OpsAgent. Ask an OpsAgent administrator to add you to {ParameterNames.AllowedUsers}.", (await slack.SendCommandAsync("hi"))["text"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task DirectMessage_OfAStranger_IsAnsweredThere()
    {
        await slack.SendEventAsync(SlackSide.Event(With(SlackSide.Mention("hi", SlackSide.Stranger), e => (e["type"], e["channel_type"], e["channel"]) = ("message", "im", "D0DIRECT01"))));
        await slack.SendEventAsync(SlackSide.Event(With(SlackSide.Mention("hi", SlackSide.Stranger), e => e["type"] = "app_home_opened"), "Ev2"));

        var (method, body) = Assert.Single(slack.Calls);
        Assert.Equal(("chat.postMessage", "D0DIRECT01"), (method, body.GetProperty("channel").GetString()));
        Assert.False(body.TryGetProperty("user", out _));
    }

    [Fact]
    public async Task Stranger_ManyTimes_IsToldToWaitAndNobodyElseIs()
    {
        var side = new SlackSide(new Bench { Agent = Bench.LocalAgent with { FailuresPerMinute = 2 } });
        await side.SendCommandAsync("hi", SlackSide.Stranger);
        await side.SendCommandAsync("hi", SlackSide.Stranger);

        Assert.Contains("try again in", (await side.SendCommandAsync("hi", SlackSide.Stranger))["text"], StringComparison.Ordinal);
        Assert.Contains("is nobody's", (await side.SendCommandAsync("hi", "U0STRANGE2"))["text"], StringComparison.Ordinal);
        await side.SendCommandAsync("hi");
        Assert.Single(side.Jobs);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Anything_ThatChatWorkerDoesNotTake_IsSaidToThePersonWithoutAFault(bool isSlow)
    {
        slack.Enqueuing = stop => isSlow
            ? Task.Delay(Timeout.Infinite, stop)
            : throw new AwsException(ErrorCode.AwsThrottled, "lambda:InvokeFunction", "ChatWorker", "throttled");

        var command = await AfterAsync(slack.SendCommandAsync("hi"));
        var mention = await AfterAsync(slack.SendEventAsync(SlackSide.Event(SlackSide.Mention("hi"))));

        Assert.Equal((200, "ephemeral"), (command.Status, command["response_type"]));
        Assert.StartsWith("OpsAgent could not take this on", command["text"], StringComparison.Ordinal);
        Assert.Equal((200, string.Empty), (mention.Status, mention.Text));
        Assert.StartsWith("OpsAgent could not take this on", Assert.Single(slack.Calls).Body.GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    /// <summary>Every member of every form, left out or of another kind: signed all the same, so nothing may break on it.</summary>
    [Fact]
    public async Task Anything_WithAMemberThatIsNotWhatItShouldBe_IsNoFault()
    {
        slack.Proposals = _ => Untouchable.Of<IProposalsFunction>();
        JsonObject[] forms =
        [
            SlackSide.Event(SlackSide.Mention("hi")),
            SlackSide.Event(With(SlackSide.Mention("hi", SlackSide.Stranger), e => (e["type"], e["channel_type"], e["thread_ts"]) = ("message", "im", "1.1"))),
            slack.Press("opsagent_approve", SlackSide.Button("approve", "01kkng00000000000000000001", "0123abcd")),
            SlackSide.Submit(SlackSide.Button("deny", "01kkng00000000000000000001", "0123abcd"), "Not now."),
        ];
        foreach (var form in forms)
        {
            foreach (var path in Paths(form).ToList())
            {
                foreach (var odd in (string?[])[null, "null", "7", "true", "[]", "{}", "[[7]]", "\"x\""])
                {
                    var changed = form.DeepClone().AsObject();
                    Replace(changed, path, odd);
                    var isEvent = form["event"] is not null;

                    var answer = await slack.SendAsync(slack.Request(isEvent ? "/slack/events" : "/slack/interactions", isEvent ? changed.ToJsonString() : SlackSide.Form(changed)));

                    Assert.True(answer.Status is 200 or 401, $"{string.Join('.', path)} as {odd}: {answer.Raw}");
                }
            }
        }

        Assert.DoesNotMatch("NullReference|InvalidCast|ArgumentOutOfRange|KeyNotFound|FormatException", slack.Bench.Logger.Buffer.ToString());
    }

    private static IEnumerable<object[]> Paths(JsonNode node) => node switch
    {
        JsonObject members => members.SelectMany(m => (IEnumerable<object[]>)[[m.Key], .. m.Value is null ? [] : Paths(m.Value).Select(p => (object[])[m.Key, .. p])]),
        JsonArray items => items.SelectMany((item, i) => item is null ? [] : Paths(item).Select(p => (object[])[i, .. p])),
        _ => [],
    };

    private static void Replace(JsonNode root, object[] path, string? value)
    {
        var parent = path[..^1].Aggregate(root, (node, step) => step is int i ? node[i]! : node[(string)step]!).AsObject();
        parent.Remove((string)path[^1]);
        if (value is not null)
        {
            parent[(string)path[^1]] = JsonNode.Parse(value);
        }
    }

    [Theory]
    [InlineData("/slack/commands")]
    [InlineData("/slack/events")]
    [InlineData("/slack/interactions")]
    public async Task Anything_WhileSettingsCannotBeRead_IsNoFaultAndLetsNobodyIn(string path)
    {
        slack.Bench.Settings.Failure = new AwsException(ErrorCode.AwsAccessDenied, "ssm:GetParameter", ParameterNames.SlackSigningSecret, "denied");
        var body = path switch { "/slack/commands" => SlackSide.Command("hi"), "/slack/events" => SlackSide.Event(SlackSide.Mention("hi")).ToJsonString(), _ => SlackSide.Form(SlackSide.Submit("{}")) };

        var answer = await slack.SendAsync(slack.Request(path, body));

        Assert.Equal(200, answer.Status);
        Assert.Empty(slack.Jobs);
        Assert.Empty(slack.Bench.Handed);
        Assert.Contains("denied", slack.Bench.Logger.Buffer.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ephemeral_ThatSlackRefuses_IsLoggedAndAcknowledged()
    {
        slack.Answers = _ => SlackSide.Json("""{"ok":false,"error":"not_in_channel"}""");

        var answer = await slack.SendEventAsync(SlackSide.Event(SlackSide.Mention("hi", SlackSide.Stranger)));

        Assert.Equal((200, string.Empty), (answer.Status, answer.Text));
        Assert.Contains("Slack's chat.postEphemeral answered not_in_channel.", slack.Bench.Logger.Buffer.ToString(), StringComparison.Ordinal);
    }

    // The call has come to what it waits for when it is returned.
    private Task<Answer> AfterAsync(Task<Answer> call)
    {
        slack.Bench.Time.Advance(TimeSpan.FromSeconds(1.5));
        return call;
    }

    private static string Changed(Action<JsonObject> change) => SlackSide.Event(With(SlackSide.Mention("hi"), change)).ToJsonString();

    private static JsonObject With(JsonObject json, Action<JsonObject> change)
    {
        change(json);
        return json;
    }

    private static JsonObject Twice(JsonObject request)
    {
        request["multiValueHeaders"] = new JsonObject { ["x-slack-signature"] = new JsonArray("v0=1", request["headers"]!["X-Slack-Signature"]!.GetValue<string>()) };
        return request;
    }
}
