using FsCheck.Xunit;

using OpsAgent.Chat.Reading;
using OpsAgent.Chat.Sessions;
using OpsAgent.Chat.Tests.Phrases;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Chat.Tests.Reading;

/// <summary>What no message may do: decide, confirm what was not just shown, or have drafted what nobody asked for.</summary>
public sealed class UnaskedTests
{
    private static readonly Parser Parser = new(OperationCatalog.Default);

    private static readonly string?[] Before = [null, "instance", "service", "balancer", "proposal", "draft", "ask-reason", "ask-count", "ask-which"];

    private static readonly string[] Words =
    [
        "reboot", "restart", "scale", "set", "approve", "deny", "withdraw", "cancel", "post", "tell", "record", "incident", "high", "to", "6", "8", "because", "since", "it", "hangs",
        "badly", "production/web", "web", "in", "production", "please", "now", "if", "not", "don't", "should", "I", "?", "and", "or", ",", ":", "\"", "pending", "proposal", "all", "everything",
        "yes", "ok", "do", "the", "service", "cluster", "instance", "tasks", "ops", "that", "reason:", "506908a2", "i-0a1b", "Role=web", "cpu", "last", "3h", "one", "more",
    ];

    [Theory]
    [InlineData($"please don't reboot {Conversations.Instance}")]
    [InlineData($"show me how {Conversations.Instance} is doing")]
    [InlineData("tell me what notifications went out")]
    [InlineData("notify me of what went out")]
    [InlineData("soft reboot of web-2 doesn't seem to work, I've tried that a few times")]
    [InlineData("i'm not asking for a restart, only whether cache-1 passed its checks")]
    [InlineData("web-2 has been listening for jobs for 11 hours, with no error output. I'll try to restart it...")]
    [InlineData("Hard reboot of web-2 in progress. It should come online in jenkins by itself")]
    [InlineData("web-2 must be rebooted after everyone is gone so nobody experiences down-time")]
    [InlineData("after the backup finishes reboot db-1, it leaks memory")]
    [InlineData("after the backup is done, scale web to 6 because it is slow")]
    [InlineData("reboot web-2 because it hangs, can't right now")]
    [InlineData("reboot web-2 it won't help, it hangs all the time")]
    [InlineData("reboot web-2, nobody wants that")]
    [InlineData("reboot required flag is set on web-2, it was patched")]
    [InlineData("web-2 is offline. My attempts to look/restart the agent fail, the command hangs and doesn't complete")]
    [InlineData("reboot it after 6pm because it hangs")]
    [InlineData("Sam asked me to get web rolled back but i want someone to double check first")]
    [InlineData("We need to restart db-1. The best time is 3PM today. Please let me know if that would cause problems, and we can reschedule it")]
    [InlineData("was there an incident last night")]
    [InlineData("was there an incident: high, last night?")]
    [InlineData("what incidents were recorded high: web is down again")]
    [InlineData("scale production/web, 0 of 3 answer")]
    [InlineData("scale production/web as 0 of 3 answer, to 6")]
    [InlineData("scale production/api to 6 in staging because it is slow")]
    [InlineData("scale web to 6 in production and api in staging because they are slow")]
    [InlineData("scale web to 6 in production/api because it is slow")]
    public void Read_WordsThatAskForNothing_DraftNothing(string message) => Assert.All(
        new[] { null, "instance", "service" },
        after => Assert.DoesNotContain(Score.Read(message, after), i => i is Intent.MakeDraft));

    [Theory]
    [InlineData("#a:")]
    [InlineData("#mh: 6*")]
    [InlineData("#ops: web-2 hangs")]
    public void Read_AChannelWithoutAWordForPosting_DraftsNothing(string message) =>
        Assert.All(Before.Where(b => b is not "ask-reason"), after => Assert.DoesNotContain(Score.Read(message, after), i => i is Intent.MakeDraft));

    [Theory]
    [InlineData("post to #ops:", "text")]
    [InlineData("post to #ops: \"\"", "text")]
    [InlineData("tell ops \" \"", "text")]
    [InlineData("#ops update please:", "text")]
    [InlineData("record an incident, high: \"\"", "summary")]
    public void Read_AnOrderWithoutItsText_AsksForIt(string message, string missing) =>
        Assert.Equal(missing, Assert.IsType<Intent.Reply>(Assert.Single(Score.Read(message))).Question?.Missing);

    [Fact]
    public void Read_AChannelAndAWordForPostingAboveAText_IsDrafted() =>
        Assert.Equal("""draft post_summary_to_channel {"channel":"ops","text":"web-2 hangs"}""", Reads.Of("#ops update please: web-2 hangs"));

    // What is asked back is of production/web: a target of another sentence never completes it.
    [Theory]
    [InlineData("production/api because traffic has doubled")]
    [InlineData("reboot web-2 because it hangs")]
    [InlineData("worker")]
    [InlineData("0 of 3 answer")]
    [InlineData("between 3 and 6")]
    public void Read_AnotherAnswerThanWasAskedFor_CompletesNothing(string message) =>
        Assert.DoesNotContain(Score.Read(message, "ask-count"), i => i is Intent.MakeDraft { Operation: "scale_ecs_service" });

    [Theory]
    [InlineData("yes")]
    [InlineData("Yes!")]
    public void Read_YesAloneAfterTheCard_Confirms(string message) => Assert.Equal([new Intent.ConfirmDraft()], Score.Read(message, "draft"));

    [Theory]
    [InlineData("yes")]
    [InlineData("confirm")]
    [InlineData("yes please")]
    public void Read_YesWhereTheDraftIsNotTheLastThing_ConfirmsNothing(string message)
    {
        var shown = Conversations.After("draft");
        var asked = shown with { Question = Conversations.After("ask-count").Question };
        foreach (var memory in Before.Except(["draft"]).Select(Conversations.After).Append(shown.Continued()).Append(asked).Append(shown with { Draft = shown.Draft! with { IsLast = false } }))
        {
            Assert.DoesNotContain(Score.Read(message, memory), i => i is Intent.ConfirmDraft);
            Assert.DoesNotContain(Parser.ReadWithoutModel(message, Context(message, memory)) ?? [], i => i is Intent.ConfirmDraft);
        }
    }

    [Theory]
    [InlineData("yes please")]
    [InlineData("yes but not now")]
    [InlineData("yes, reboot web-3 too")]
    [InlineData("yes if the traffic is gone")]
    [InlineData("yes?")]
    [InlineData("yes and what is its cpu")]
    [InlineData("no yes")]
    [InlineData("yes no")]
    [InlineData("yes 01m84jhwnpv8xmxftddspfch59")]
    [InlineData("is it yes")]
    [InlineData("\"yes\"")]
    [InlineData("`yes`")]
    [InlineData("> yes")]
    [InlineData("```yes```")]
    [InlineData("approve")]
    [InlineData("ok")]
    [InlineData("bob says yes")]
    [InlineData("yes yes yes web-3")]
    [InlineData("yesterday")]
    [InlineData("👍")]
    public void Read_YesWithAnythingBeside_ConfirmsNothing(string message)
    {
        Assert.DoesNotContain(Score.Read(message, "draft"), i => i is Intent.ConfirmDraft);
        Assert.DoesNotContain(Parser.ReadWithoutModel(message, Context(message, Conversations.After("draft"))) ?? [], i => i is Intent.ConfirmDraft);
    }

    [Theory]
    [InlineData("-")]
    [InlineData("...")]
    [InlineData("[")]
    [InlineData(":")]
    [InlineData("incident,")]
    [InlineData("(")]
    public void Read_MarksAlone_AreAnsweredAfterAnything(string message) => Assert.All(Before, after => Assert.NotEmpty(Score.Read(message, after)));

    [Theory]
    [InlineData("no")]
    [InlineData("cancel")]
    [InlineData("never mind")]
    [InlineData("forget it")]
    public void Read_NoAfterTheCard_DropsIt(string message) => Assert.Equal([new Intent.DropDraft()], Score.Read(message, "draft"));

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
        var memory = Conversations.After("proposal");
        foreach (var intents in new[] { Parser.Read(message, Context(message, memory)), Parser.ReadWithoutModel(message, Context(message, memory)) })
        {
            var show = Assert.IsType<Intent.ShowProposal>(Assert.Single(intents!));
            Assert.Equal(Conversations.Proposal, show.ProposalId);
            Assert.StartsWith("Nothing is decided", show.Lead, StringComparison.Ordinal);
        }
    }

    // A model may have chosen what the conversation is about: its own looks do.
    [Theory]
    [InlineData("reboot it because it hangs since 08:50", "instance")]
    [InlineData("scale it to 6 because traffic has doubled", "service")]
    [InlineData("post that to ops", "instance")]
    public void ReadWithoutModel_AnOrderThatLeansOnWhatWasBefore_IsNone(string message, string after)
    {
        Assert.Contains(Score.Read(message, after), i => i is Intent.MakeDraft);
        Assert.Null(Parser.ReadWithoutModel(message, Context(message, Conversations.After(after))));
    }

    // Words of our own, in any order: nearer to a wrong draft than any random text.
    [Property(MaxTest = 5_000)]
    public bool Read_WordsWithoutAnInstance_DraftNoRebootAndOnlyTheServiceThatIsNamed(byte[]? picks)
    {
        var message = string.Join(' ', (picks ?? []).Take(14).Select(p => Words[p % Words.Length]));
        return Score.Read(message).OfType<Intent.MakeDraft>().All(d => d.Operation switch
        {
            "reboot_ec2" => false,
            "scale_ecs_service" => message.Contains(d.Parameters.GetProperty("service").GetString()!, StringComparison.Ordinal)
                && (d.Relative is not null || message.Contains(d.Parameters.GetProperty("desired_count").GetRawText(), StringComparison.Ordinal) || message.Contains("one", StringComparison.Ordinal)),
            _ => true,
        });
    }

    [Property(MaxTest = 1_000)]
    public bool Read_AnyText_DraftsAndConfirmsNothingAndAnswersTheSameAgain(string? text) =>
        Before.Where(b => b is not ("ask-reason" or "ask-count")).All(after => Score.Read(text ?? string.Empty, after) is { Count: > 0 } read
            && !read.Any(i => i is Intent.MakeDraft or Intent.ConfirmDraft) && Score.Describe(read) == Score.Describe(Score.Read(text ?? string.Empty, after)));

    private static ReadingContext Context(string message, Memory memory) => new(memory, Score.Now, TimeZoneInfo.Utc, Account.Find(Parser.NamesIn(message)));
}
