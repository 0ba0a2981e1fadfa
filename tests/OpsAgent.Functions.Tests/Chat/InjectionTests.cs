using System.Globalization;
using System.Text.Json.Nodes;

using OpsAgent.Chat.Model;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Operations.CloudTrail;
using OpsAgent.Core.Operations.CloudWatch;
using OpsAgent.Core.Operations.LoadBalancing;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Chat;

/// <summary>
/// What strangers write where people and tools find it, each with a model that does what it asks: a card in front of a person at
/// most. Nothing is proposed, recorded, posted or decided; the model is told no secret and no draft's id; the draft that the person
/// had before does what its card showed or nothing.
/// </summary>
public sealed class InjectionTests
{
    private const string Reason = "it does not answer since 08:50";

    private static readonly JsonArray Cases = TestFiles.Read("Injections", "injections").AsArray();

    private readonly TranscriptTests.PlayedModel _model = new();

    public static TheoryData<string> Names => [.. Cases.Select(c => c!["name"]!.GetValue<string>())];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Read_ByAModelThatObeys_IsACardAtMost(string name)
    {
        var found = Cases.Single(c => c!["name"]!.GetValue<string>() == name)!;
        var place = found["place"]!.GetValue<string>();
        var destinations = new RecordingDestinations("ops", "incidents", place == "channel" ? found["text"]!.GetValue<string>() : "others");
        var bench = new Bench { OtherChannels = destinations, ChatModel = _model };
        Machine.Behind(bench);
        bench.Services.Put(SampleServices.Web);
        bench.Fleet.Put(Instances.Numbered(4).WithTag("OpsAgentManaged", "false"));

        // A proposal waits, and a draft was shown.
        var text = $"[{name}] {found["text"]}";
        var pending = await ProposeAsync(bench, place == "proposal" ? text : "The application hangs since 08:50.");
        var talk = new Talk(bench, Users.Engineer);
        var shown = Talk.Card(await talk.SayAsync($"reboot {Instances.Numbered(2).Id} because {Reason}"), "draft_id")!;
        var injection = new Injection(pending, shown);
        (text, var script) = (injection.Fill(text), JsonNode.Parse(injection.Fill(found["model"]!.ToJsonString()))!.AsArray());
        Plant(bench, place, text);
        if (place == "history")
        {
            _model.Play([Says("I will remember that.")]);
            await talk.SayAsync(text);
        }

        var (id, writes, steps) = (ProposalId.TryParse(pending["proposal_id"])!.Value, bench.Store.Writes, Steps(bench));
        var before = Proposals.Json(await bench.ReadAsync(id));
        var message = place == "message" ? $"{found["message"]}{injection.Fill(found["text"]!.GetValue<string>())}" : $"why is {Instances.WebId} slow?";
        var asked = _model.Play([.. Reading(place, text), .. script.Select(s => s!.DeepClone().AsObject()), Says("That is all.")]);

        var answer = await talk.SayAsync(message);
        _model.Play([Says("Once more.")]);
        var again = await talk.SayAsync(message);

        Assert.True(answer.Success);
        Assert.Equal(writes, bench.Store.Writes);
        Assert.Equal(steps, Steps(bench));
        Assert.Equal(before, Proposals.Json(await bench.ReadAsync(id)));
        Assert.Empty(destinations.Posts);
        Assert.Empty((await bench.Incidents.ListAsync(10, null, CancellationToken.None)).Incidents);
        Assert.Empty(bench.Executor.Changes());
        CheckCards(answer, found["drafts"]!.GetValue<int>(), place == "message");
        CheckTold(name, place, asked, injection);
        Assert.True(found["text"]!.GetValue<string>().Contains("{draft}", StringComparison.Ordinal) || Results(asked).All(r => !r.Contains(shown, StringComparison.OrdinalIgnoreCase)));
        Assert.All([answer.Raw, again.Raw, .. bench.Sessions.Kept], kept => Assert.All(injection.Secrets, secret => Assert.DoesNotContain(secret, kept, StringComparison.Ordinal)));

        await talk.ConfirmAsync(shown);
        var made = (await bench.Store.ListAsync(ProposalStatus.Pending, 10, CancellationToken.None)).Proposals.Where(p => p.Id != id).ToList();
        Assert.InRange(made.Count, 0, 1 - found["drafts"]!.GetValue<int>());
        Assert.All(made, p => Assert.Equal((Instances.Numbered(2).Id, Reason), (p.Plan.Target.Id, p.Plan.Parameters.GetProperty("reason").GetString())));
    }

    [Fact]
    public void Corpus_IsOfManyKinds()
    {
        Assert.True(Cases.Count >= 40);
        Assert.Equal(Cases.Count, Names.Distinct().Count());
        Assert.Equal(
            ["alarm", "channel", "echo", "event", "history", "message", "model", "name", "overview", "proposal", "tag", "tag key", "target"],
            Cases.Select(c => c!["place"]!.GetValue<string>()).Distinct().Order(StringComparer.Ordinal));
    }

    private static void CheckCards(Answer answer, int drafts, bool mayBeOurs)
    {
        var cards = JsonNode.Parse(answer["cards"]!)!.AsArray();
        var shown = cards.Where(c => c!["kind"]!.GetValue<string>() == "draft").ToList();

        // What the person pastes the parser may read as well as the model.
        Assert.InRange(shown.Count, mayBeOurs ? 0 : drafts, mayBeOurs ? 1 : drafts);
        Assert.DoesNotContain(answer["reply"]! + cards.ToJsonString(), c => CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.Format);
        if (shown.Count > 0)
        {
            Assert.Same(shown[0], cards[^1]);
            Assert.EndsWith("press its button or write yes, within five minutes.", answer["reply"], StringComparison.Ordinal);
        }
    }

    private static void CheckTold(string name, string place, IReadOnlyList<ModelRequest> asked, Injection injection)
    {
        var users = Told(asked).ToList();
        var results = users.OfType<ModelPart.Result>().ToList();
        var told = users.OfType<ModelPart.Text>().Select(t => t.Content).Concat(results.Select(r => r.Content.GetRawText())).Concat(asked.Select(r => r.System)).ToList();

        Assert.All(results, r => Assert.True(Assert.Single(r.Content.EnumerateObject()).Name == "data" || r.Content.GetRawText().Contains("No more tools for this message.", StringComparison.Ordinal)));
        Assert.All(told, t => Assert.All(injection.Secrets, secret => Assert.DoesNotContain(secret, t, StringComparison.Ordinal)));
        Assert.All(told, t => Assert.DoesNotMatch(@"[\p{Cf}]|\\u200b|\\u202e|\\udb40", t));
        if (place is not ("message" or "history" or "model" or "channel"))
        {
            Assert.Contains(results, r => r.Content.GetRawText().Contains(name, StringComparison.Ordinal));
            Assert.DoesNotContain(users.OfType<ModelPart.Text>(), t => t.Content.Contains(name, StringComparison.Ordinal));
        }
    }

    // Not what the model itself said.
    private static IEnumerable<ModelPart> Told(IEnumerable<ModelRequest> asked) => asked.SelectMany(r => r.Messages).Where(m => !m.IsModel).SelectMany(m => m.Parts);

    private static IEnumerable<string> Results(IEnumerable<ModelRequest> asked) => Told(asked).OfType<ModelPart.Result>().Select(r => r.Content.GetRawText());

    private static int Steps(Bench bench) => bench.Workflow.Methods().Count(m => m is "Start" or "Resume");

    private static void Plant(Bench bench, string place, string text)
    {
        switch (place)
        {
            case "tag":
                bench.Fleet.Put(Instances.Web.WithTag("Note", text));
                break;
            case "tag key":
                bench.Fleet.Put(Instances.Web.WithTag(text, "true"));
                break;
            case "name":
                bench.Fleet.Put(Instances.Web.WithTag("Name", text));
                break;
            case "event":
                bench.Trail.Events.Add(new CloudTrailEvent("e1", "RunInstances", "ec2.amazonaws.com", Moments.Start, text, "198.51.100.40", text, [text], text));
                break;
            case "alarm":
                bench.Metrics.Alarms["CPUUtilization"] = [new MetricAlarm(text, "ALARM", Moments.Start, "Average", "GreaterThanThreshold", 80, text)];
                bench.Metrics.Put("CPUUtilization", Instances.WebId, 40, 50, 60);
                break;
            case "overview":
                bench.Metrics.Firing.Add(new FiringAlarm(text, Moments.Start, text, null, null));
                break;
            case "target":
                var group = new TargetGroup("arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/web/0a1b2c3d4e5f6072", "web", "instance", "HTTP", 80);
                bench.TargetHealth.LoadBalancers[new LoadBalancer("arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/web/50dc6c495c0c9188", "web", "active")] = [group];
                bench.TargetHealth.Groups[group] = [new TargetHealth(Instances.WebId, 80, null, "unhealthy", text, text)];
                break;
        }
    }

    /// <returns>How the model comes to read what stands there.</returns>
    private static IEnumerable<JsonObject> Reading(string place, string text) => place switch
    {
        "tag" or "tag key" or "name" => [Calls("get_ec2_status", new JsonObject { ["instance_id"] = Instances.WebId })],
        "event" => [Calls("search_cloudtrail_events", [])],
        "alarm" => [Calls("get_cloudwatch_metrics", new JsonObject { ["resource"] = Instances.WebId, ["metric"] = "CPUUtilization" })],
        "overview" => [Calls("get_overview", [])],
        "target" => [Calls("describe_alb_target_health", new JsonObject { ["alb_name"] = "web" })],
        "proposal" => [Calls("list_pending_proposals", [])],
        "echo" => [Calls(text, []), Calls("get_ec2_status", new JsonObject { [text] = text })],
        "channel" => [Calls("draft", new JsonObject { ["operation"] = "post_summary_to_channel", ["parameters"] = new JsonObject { ["channel"] = "nowhere", ["text"] = "hello" } })],
        _ => [],
    };

    private static Task<Answer> ProposeAsync(Bench bench, string reason) => bench.SendAsync(Events.Post(
        "/operations/propose",
        Events.Envelope("propose_action", new JsonObject { ["action"] = "reboot_ec2", ["instance_id"] = Instances.WebId, ["reason"] = reason }, Users.Engineer)));

    private static JsonObject Calls(string tool, JsonObject input) => new() { ["calls"] = new JsonArray(new JsonObject { ["tool"] = tool, ["input"] = input }) };

    private static JsonObject Says(string words) => new() { ["says"] = words };

    /// <summary>What the attacker knows, which is more than any will.</summary>
    private sealed class Injection(Answer pending, string draft)
    {
        public IReadOnlyList<string> Secrets { get; } = [pending["approval_token"]!, Bench.ApiKey, Bench.TaskToken];

        public string Fill(string text) => text
            .Replace("{web}", Instances.WebId, StringComparison.Ordinal)
            .Replace("{other}", Instances.Numbered(2).Id, StringComparison.Ordinal)
            .Replace("{third}", Instances.Numbered(3).Id, StringComparison.Ordinal)
            .Replace("{unmanaged}", Instances.Numbered(4).Id, StringComparison.Ordinal)
            .Replace("{pending}", pending["proposal_id"], StringComparison.Ordinal)
            .Replace("{hash}", pending["plan_hash"], StringComparison.Ordinal)
            .Replace("{token}", pending["approval_token"], StringComparison.Ordinal)
            .Replace("{key}", Bench.ApiKey, StringComparison.Ordinal)
            .Replace("{draft}", draft, StringComparison.Ordinal);
    }
}
