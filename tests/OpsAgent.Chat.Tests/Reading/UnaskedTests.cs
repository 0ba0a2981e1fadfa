using OpsAgent.Chat.Reading;
using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Chat.Tests.Reading;

/// <summary>Conversations that had something proposed, recorded or posted which nobody had asked for.</summary>
public sealed class UnaskedTests
{
    private const string Instance = Conversations.Instance;

    private static readonly Parser Parser = new(OperationCatalog.Default);

    [Theory]
    [InlineData($"please don't reboot {Instance}")]
    [InlineData($"show me how {Instance} is doing")]
    [InlineData("tell me what notifications went out")]
    [InlineData("notify me of what went out")]
    [InlineData("was there an incident last night")]
    [InlineData("was there an incident: high, last night?")]
    [InlineData("what incidents were recorded high: web is down again")]
    [InlineData("scale production/web, 0 of 3 answer")]
    [InlineData("scale production/web as 0 of 3 answer, to 6")]
    [InlineData("scale web to 6 in production and api in staging because they are slow")]
    [InlineData("scale web to 6 in production/api because it is slow")]
    [InlineData("scale production/api to 6 in staging because it is slow")]
    public void Read_WordsThatAskForNothing_RunsNothing(string message) => Assert.All(
        new[] { null, "instance", "service" },
        after => Assert.False(Phrasing.IsWrite(Parser.Read(message, Conversations.After(after))), $"after {after}"));

    [Theory]
    [InlineData("scale production/web to 6 because 0 of 3 answer", 6)]
    [InlineData("scale production/web to 6 since 0 of 3 answer", 6)]
    [InlineData("scale production/web from 3 to 6 because 0 of 3 answer", 6)]
    public void Read_ANumberInTheReason_IsNoCount(string message, int count)
    {
        var run = Assert.IsType<Intent.Run>(Parser.Read(message, new Memory()));

        Assert.Equal(count, run.Parameters.GetProperty("desired_count").GetInt32());
    }

    [Fact]
    public void Read_TheCountThatWasAskedFor_IsNotTheOneOfTheReason()
    {
        var run = Assert.IsType<Intent.Run>(Parser.Read("to 6 because 0 of 3 answer", Conversations.After("draft-count")));

        Assert.Equal((6, "0 of 3 answer"), (run.Parameters.GetProperty("desired_count").GetInt32(), run.Parameters.GetProperty("reason").GetString()));
        Assert.False(Phrasing.IsWrite(Parser.Read("0 of 3 answer", Conversations.After("draft-count"))));
        Assert.False(Phrasing.IsWrite(Parser.Read("0 answer because of the deployment", Conversations.After("draft-count"))));
    }

    // The draft is of web: a target of another sentence never completes it.
    [Theory]
    [InlineData("production/api because traffic has doubled")]
    [InlineData("it, because traffic has doubled")]
    [InlineData("service=api cluster=production because traffic has doubled")]
    public void Read_AnotherTargetThanTheDrafts_ProposesNothing(string message)
    {
        var memory = Conversations.After("draft-cluster") with { Focus = new Subject(SubjectKind.Service, "production/api") };

        Assert.False(Phrasing.IsWrite(Parser.Read(message, memory)));
        Assert.IsType<Intent.Run>(Parser.Read("production/web because traffic has doubled", memory));
    }

    [Fact]
    public void Read_AnotherCountThanTheDrafts_ProposesNothing() =>
        Assert.False(Phrasing.IsWrite(Parser.Read("production/web to 60 because traffic has doubled", Conversations.After("draft-cluster"))));

    // A model may have chosen what the conversation is about: its own looks do.
    [Theory]
    [InlineData("reboot it because it hangs since 08:50", "instance")]
    [InlineData("scale it to 6 because traffic has doubled", "service")]
    [InlineData("post that to ops", "instance")]
    public void ReadWithoutModel_AnOrderThatLeansOnWhatWasBefore_IsNone(string message, string after)
    {
        Assert.True(Phrasing.IsWrite(Parser.Read(message, Conversations.After(after))));
        Assert.Null(Parser.ReadWithoutModel(message, Conversations.After(after)));
    }

    [Theory]
    [InlineData("approve 01m84jhwnpv8xmxftddspfch58 506908a2")]
    [InlineData("please approve it")]
    [InlineData("could you deny 01m84jhwnpv8xmxftddspfch58 because it is too risky")]
    [InlineData("reject proposal 01m84jhwnpv8xmxftddspfch58")]
    [InlineData("decline it")]
    [InlineData("refuse it")]
    [InlineData("disapprove it")]
    [InlineData("retract 01m84jhwnpv8xmxftddspfch58")]
    [InlineData("withdraw it, it recovered")]
    [InlineData("cancel proposal 01m84jhwnpv8xmxftddspfch58")]
    [InlineData("abort 01m84jhwnpv8xmxftddspfch58")]
    [InlineData("approve-0123456789ABCDEFGHIJKLMNOPQRSTUV")]
    public void Read_AnyWordForDeciding_ShowsTheProposal(string message)
    {
        foreach (var intent in new[] { Parser.Read(message, Conversations.After("proposal")), Parser.ReadWithoutModel(message, Conversations.After("proposal")) })
        {
            var show = Assert.IsType<Intent.ShowProposal>(intent);
            Assert.Equal(Conversations.Proposal, show.ProposalId);
            Assert.StartsWith("Nothing is decided", show.Lead, StringComparison.Ordinal);
        }
    }
}
