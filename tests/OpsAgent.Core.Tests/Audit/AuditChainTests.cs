using System.Text.Json;

using OpsAgent.Core.Audit;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Tests.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Audit;

public sealed class AuditChainTests
{
    private static readonly AuditSubject Subject = new("01kkng0000000000000000req1", ExecutionMode.SandboxLive)
    {
        Person = Users.Verified(Users.Lead),
        Operation = "reboot_ec2",
        Target = Instances.Web.Arn,
        ProposalId = Proposals.New().Id,
        Duration = TimeSpan.FromMilliseconds(12.9),
    };

    [Fact]
    public void Append_WithEverything_WritesEveryFieldInItsWireForm()
    {
        var entry = new AuditEntry(AuditEventType.ApprovalGranted, "approved", Test.Json("""{"plan_hash":"ab","approvals":1}"""));

        var link = AuditChain.Append("chain", AuditHead.Start, "event-1", Moments.Start, Subject, entry);

        Assert.Equal(
            """{"chain":"chain","channel":"console","correlation_id":"01kkng0000000000000000req1","details":{"approvals":1,"plan_hash":"ab"},"duration_ms":12,"event_id":"event-1","event_type":"approval_granted","execution_mode":"SANDBOX_LIVE","identity":"verified","operation":"reboot_ec2","outcome":"approved","prev_hash":"0000000000000000000000000000000000000000000000000000000000000000","proposal_id":"01kkng00000000000000000001","sequence":1,"target":"arn:aws:ec2:eu-central-1:123456789012:instance/i-0a1b2c3d4e5f60001","timestamp":"2026-03-14T09:00:00.000Z","user_id":"lead@example.com"}""",
            link.Body);
        Assert.Equal(CanonicalJson.Hash(link.Body), link.Hash);
        Assert.Equal(("chain", 1L), (link.Chain, link.Sequence));
    }

    [Fact]
    public void Append_NobodyKnown_WritesNullsAndNoGuesses()
    {
        var fields = AuditChain.Append(
            "chain", AuditHead.Start, "event-1", Moments.Start, new AuditSubject("c", ExecutionMode.DryRun), new AuditEntry(AuditEventType.AuthenticationFailed, "refused")).Fields();

        foreach (var name in new[] { "user_id", "identity", "channel", "operation", "target", "proposal_id", "duration_ms", "details" })
        {
            Assert.Equal(JsonValueKind.Null, fields.GetProperty(name).ValueKind);
        }
    }

    [Fact]
    public void Append_ToAHead_FollowsIt()
    {
        var chain = Chain(2);

        Assert.Equal((2L, chain[0].Hash), (chain[1].Sequence, chain[1].Fields().GetProperty("prev_hash").GetString()));
        Assert.Equal(new AuditHead(2, chain[1].Hash), AuditChain.HeadOf(chain[1]));
    }

    [Fact]
    public void Scribe_SeveralEntries_GivesEachItsOwnIdAndTheNextPlace()
    {
        var time = new LeapingTime();
        var eventFactory = new AuditEventFactory(new IdSource(time, new SeededRandom(5)), time);

        var events = eventFactory.Create("chain", AuditHead.Start, Subject, [new(AuditEventType.RequestReceived, "a"), new(AuditEventType.ProposalCreated, "b"), new(AuditEventType.GuardrailRejected, "c")]);

        Assert.Equal([1L, 2L, 3L], events.Select(e => e.Sequence));
        Assert.Equal(3, events.Select(e => e.Fields().GetProperty("event_id").GetString()).Distinct().Count());
        Assert.Null(AuditChain.FindFirstProblem("chain", events, AuditChain.HeadOf(events[^1])));
    }

    [Fact]
    public void Scribe_NoEntries_WritesNothing()
    {
        var time = new LeapingTime();

        Assert.Empty(new AuditEventFactory(new IdSource(time, new SeededRandom(5)), time).Create("chain", AuditHead.Start, Subject, []));
    }

    [Fact]
    public void FirstFault_WholeChain_FindsNone()
    {
        var chain = Chain(4);

        Assert.Null(AuditChain.FindFirstProblem("chain", chain, AuditChain.HeadOf(chain[^1])));
        Assert.Null(AuditChain.FindFirstProblem("chain", chain, head: null));
        Assert.Null(AuditChain.FindFirstProblem("chain", [], AuditHead.Start));
    }

    [Fact]
    public void FirstFault_EventIsMissing_NamesItsPlace()
    {
        var chain = Chain(4);

        Assert.Equal("event 2 is missing", AuditChain.FindFirstProblem("chain", [chain[0], chain[2], chain[3]], AuditChain.HeadOf(chain[^1])));
    }

    [Fact]
    public void FirstFault_TailIsMissing_TakesTheHeadToSeeIt()
    {
        var chain = Chain(4);

        Assert.Equal("the chain ends at event 3, but its head says 4", AuditChain.FindFirstProblem("chain", chain[..3], AuditChain.HeadOf(chain[^1])));
        Assert.Equal("the chain ends at event 0, but its head says 4", AuditChain.FindFirstProblem("chain", [], AuditChain.HeadOf(chain[^1])));
        Assert.Null(AuditChain.FindFirstProblem("chain", chain[..3], head: null));
    }

    [Fact]
    public void FirstFault_TextWasChanged_NamesTheEvent()
    {
        var chain = Chain(3);
        chain[1] = chain[1] with { Body = chain[1].Body.Replace("event 2", "event X", StringComparison.Ordinal) };

        Assert.Equal("event 2 does not have the hash that is kept with it", AuditChain.FindFirstProblem("chain", chain, AuditChain.HeadOf(chain[^1])));
    }

    [Fact]
    public void FirstFault_TextAndItsHashWereChanged_NamesTheEventThatNoLongerFollows()
    {
        var chain = Chain(3);
        chain[1] = Rehashed(chain[1], b => b.Replace("event 2", "event X", StringComparison.Ordinal));

        Assert.Equal("event 3 does not follow event 2", AuditChain.FindFirstProblem("chain", chain, AuditChain.HeadOf(chain[^1])));
    }

    [Fact]
    public void FirstFault_WholeTailWasWrittenAnew_IsSeenByTheHead()
    {
        var chain = Chain(3);
        var forged = Chain(3, "forged");

        Assert.Equal("the chain ends at event 3, but its head says 3", AuditChain.FindFirstProblem("chain", forged, AuditChain.HeadOf(chain[^1])));
    }

    [Fact]
    public void FirstFault_EventOfAnotherChain_IsSeen()
    {
        var other = Chain(1, name: "other");

        Assert.Equal("event 1 belongs to another chain", AuditChain.FindFirstProblem("chain", other, head: null));
        Assert.Equal("event 1 belongs to another chain", AuditChain.FindFirstProblem("chain", [other[0] with { Chain = "chain" }], head: null));
        Assert.Equal("event 1 belongs to another chain", AuditChain.FindFirstProblem("chain", [Chain(1)[0] with { Chain = "other" }], head: null));
    }

    [Fact]
    public void FirstFault_EventGotAnotherNumber_IsSeen()
    {
        var chain = Chain(2);

        Assert.Equal("event 1 was moved", AuditChain.FindFirstProblem("chain", [chain[1] with { Sequence = 1 }], head: null));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not JSON")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"chain":1,"sequence":2,"prev_hash":""}""")]
    [InlineData("""{"chain":"chain","sequence":"2","prev_hash":""}""")]
    [InlineData("""{"chain":"chain","sequence":2.5,"prev_hash":""}""")]
    [InlineData("""{"chain":"chain","sequence":99999999999999999999,"prev_hash":""}""")]
    [InlineData("""{"chain":"\ud800","sequence":2,"prev_hash":""}""")]
    public void FirstFault_BodyIsNoEventAndItsHashFits_NamesTheEvent(string body)
    {
        var chain = Chain(3);
        chain[1] = Rehashed(chain[1], _ => body);

        Assert.Equal("event 2 is not an audit event", AuditChain.FindFirstProblem("chain", chain, AuditChain.HeadOf(chain[^1])));
    }

    [Fact]
    public void FirstFault_EventIsToBeDeletedAtAnotherTime_NamesTheEvent()
    {
        var chain = Chain(3);
        chain[1] = chain[1] with { HasOtherEnd = true };

        Assert.Equal("event 2 is to be deleted at another time than 2557 days after it happened", AuditChain.FindFirstProblem("chain", chain, AuditChain.HeadOf(chain[^1])));
    }

    [Theory]
    [InlineData("""{"timestamp":"2026-03-14T09:00:00.999Z"}""", 1_994_403_600)]
    [InlineData("""{"timestamp":"2019-02-28T23:59:59.000Z"}""", 1_772_323_199)]
    [InlineData("""{"timestamp":"9999-12-31T23:59:59.999Z"}""", 253_623_225_599)]
    public void EndsAt_OfAnEvent_Is2557DaysAfterItsHashedTime(string body, long second) =>
        Assert.Equal(second, new AuditEvent("chain", 1, body, "hash").EndsAt());

    [Theory]
    [InlineData("not JSON")]
    [InlineData("{}")]
    [InlineData("""{"timestamp":1773478800}""")]
    [InlineData("""{"timestamp":"yesterday"}""")]
    public void EndsAt_OfATextWithoutATime_IsUnknown(string body) => Assert.Null(new AuditEvent("chain", 1, body, "hash").EndsAt());

    internal static AuditEvent[] Chain(int length, string word = "event", string name = "chain")
    {
        var (head, chain) = (AuditHead.Start, new List<AuditEvent>());
        for (var i = 1; i <= length; i++)
        {
            chain.Add(AuditChain.Append(name, head, $"id-{i}", Moments.After(i), Subject, new AuditEntry(AuditEventType.RequestReceived, $"{word} {i}")));
            head = AuditChain.HeadOf(chain[^1]);
        }

        return [.. chain];
    }

    internal static AuditEvent Rehashed(AuditEvent link, Func<string, string> change)
    {
        var body = change(link.Body);
        return link with { Body = body, Hash = CanonicalJson.Hash(body) };
    }
}
