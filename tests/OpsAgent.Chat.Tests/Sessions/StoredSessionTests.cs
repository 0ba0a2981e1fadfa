using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Chat.Reading;
using OpsAgent.Chat.Sessions;
using OpsAgent.Chat.Tests.Reading;
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
        "summary":"s"},
        "turns":[{"is_reply":false,"text":"is it ok?"},{"is_reply":true,"text":"It is."}]}
        """.ReplaceLineEndings(string.Empty);

    [Fact]
    public void Json_OfASessionWithEverything_IsThisText()
    {
        var memory = new Memory
        {
            Focus = new Subject(SubjectKind.Service, "production/web"),
            LastDiagnostic = new LastDiagnostic("get_ec2_status", new JsonObject { ["a"] = 1 }.ToElement()),
            Draft = new Draft("reboot_ec2", new JsonObject { ["b"] = 2 }.ToElement(), "reason"),
            Summary = "s",
        };
        var session = Session.New(SessionId.TryParse("01kkng000000000000000sess1")!.Value, Users.Asserted(Users.Engineer), Moments.Start).AddTurn("is it ok?", "It is.", memory, Moments.Start);

        Assert.Equal(Text, JsonSerializer.Serialize(session, ChatJson.Default.Session));
        Assert.Equal(Text, JsonSerializer.Serialize(StoredJson.Read(Text, ChatJson.Default.Session), ChatJson.Default.Session));
    }

    // Of a version in which words decided: what it kept for that is passed over.
    [Fact]
    public void Json_OfAnEarlierVersion_IsReadWithoutWhatDecided()
    {
        var stored = Text.Replace(
            "\"draft\":{\"operation\":\"reboot_ec2\",\"parameters\":{\"b\":2},\"missing\":\"reason\"},",
            "\"draft\":{\"operation\":\"deny\",\"parameters\":{\"b\":2},\"missing\":\"reason\"},\"shown\":[{\"proposal_id\":\"01m84jhwnpv8xmxftddspfch58\",\"plan_hash\":\"506908a2\"}],",
            StringComparison.Ordinal);

        var memory = StoredJson.Read(stored, ChatJson.Default.Session)!.Memory;

        Assert.Equal("deny", memory.Draft!.Operation);
        Assert.False(Phrasing.IsWrite(new Parser(OperationCatalog.Default).Read("the release is on", memory)));
    }

    [Fact]
    public void WireNames_OfTheEnumsThatAreStoredOrSent_AreThese()
    {
        Assert.Equal(["instance", "service", "load_balancer", "target_group", "proposal"], WireName.All<SubjectKind>());
    }
}
