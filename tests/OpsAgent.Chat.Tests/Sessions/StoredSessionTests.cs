using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Cards;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Chat.Tests.Sessions;

/// <summary>What stores keep of a conversation: names and spellings that no renamed C# member may change.</summary>
public sealed class StoredSessionTests
{
    private static readonly string Text = """
        {"id":"01kkng000000000000000sess1","owner":"asserted#engineer@example.com","expires_at":"2026-03-15T09:00:00+00:00",
        "memory":{"focus":{"kind":"service","name":"production/web"},"last_look":{"operation":"get_ec2_status","parameters":{"a":1}},
        "draft":{"operation":"reboot_ec2","parameters":{"b":2},"missing":"reason"},
        "to_confirm":{"id":"01kkng0000000000000draft01","operation":"scale_ecs_service","parameters":{"c":3},"expires_at":"2026-03-14T09:05:00.000Z","plan_hash":"506908a2","is_last":true,"before":[{"name":"desired_count","value":"3"}],"became":"01m84jhwnpv8xmxftddspfch58"},
        "time_zone":"Europe/Berlin","summary":"s"},
        "turns":[{"is_reply":false,"text":"is it ok?"},{"is_reply":true,"text":"It is."}]}
        """.ReplaceLineEndings(string.Empty);

    [Fact]
    public void Json_OfASessionWithEverything_IsThisText()
    {
        var memory = new Memory
        {
            Focus = new Subject(SubjectKind.Service, "production/web"),
            LastDiagnostic = new LastDiagnostic("get_ec2_status", new JsonObject { ["a"] = 1 }.ToElement()),
            Question = new OpenQuestion("reboot_ec2", new JsonObject { ["b"] = 2 }.ToElement(), "reason"),
            Draft = new Draft("01kkng0000000000000draft01", "scale_ecs_service", new JsonObject { ["c"] = 3 }.ToElement(), Moments.After(300))
            {
                PlanHash = "506908a2",
                IsLast = true,
                Before = [new CardField("desired_count", "3")],
                Became = "01m84jhwnpv8xmxftddspfch58",
            },
            TimeZone = "Europe/Berlin",
            Summary = "s",
        };
        var session = Session.New(SessionId.TryParse("01kkng000000000000000sess1")!.Value, Users.Asserted(Users.Engineer), Moments.Start).AddTurn("is it ok?", "It is.", memory, Moments.Start);

        Assert.Equal(Text, JsonSerializer.Serialize(session, ChatJson.Default.Session));
        Assert.Equal(Text, JsonSerializer.Serialize(StoredJson.Read(Text, ChatJson.Default.Session), ChatJson.Default.Session));
    }

    // Of a version in which words decided: what it kept for that is passed over. It had no drafts to confirm.
    [Fact]
    public void Json_OfAnEarlierVersion_IsReadWithoutWhatDecided()
    {
        const string Stored = """
            {"id":"01kkng000000000000000sess1","owner":"asserted#engineer@example.com","expires_at":"2026-03-15T09:00:00+00:00",
            "memory":{"draft":{"operation":"deny","parameters":{"b":2},"missing":"reason"},"shown":[{"proposal_id":"01m84jhwnpv8xmxftddspfch58","plan_hash":"506908a2"}]},"turns":[]}
            """;

        var memory = StoredJson.Read(Stored, ChatJson.Default.Session)!.Memory;

        Assert.Equal(("deny", "reason"), (memory.Question!.Operation, memory.Question.Missing));
        Assert.Null(memory.Draft);
    }

    [Fact]
    public void WireNames_OfTheEnumsThatAreStoredOrSent_AreThese()
    {
        Assert.Equal(["instance", "service", "load_balancer", "target_group", "proposal", "alarm", "cluster"], WireName.All<SubjectKind>());
    }
}
