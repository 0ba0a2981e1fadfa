using System.Text;

using OpsAgent.Aws.Messaging;
using OpsAgent.Aws.Tests.Kit;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations.Messages;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Text;
using OpsAgent.TestKit;

namespace OpsAgent.Aws.Tests.Executor;

/// <summary>Messages to people on SNS: within its limits, and never in the way of the work.</summary>
public sealed class SnsTests
{
    private const string Topic = "arn:aws:sns:us-east-1:123456789012:opsagent-notifications";
    private static readonly SnsTopics Topics = new(Topic, "arn:aws:sns:us-east-1:123456789012:opsagent-approvals", "arn:aws:sns:us-east-1:123456789012:opsagent-incidents");
    private static readonly WireAnswer Published = new(200, """<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>m</MessageId></PublishResult></PublishResponse>""");

    private static readonly Proposal Asked = Proposals.In(ProposalStatus.Pending);

    private readonly List<string> _log = [];

    public static TheoryData<NoticeKind> Kinds => [.. Enum.GetValues<NoticeKind>()];

    [Fact]
    public async Task Notify_AboutAProposal_PublishesTextAndAttributes()
    {
        using var wire = new ExecutorWire(Published);
        await NotifyAsync(wire, "Reboot web-2? Größe & Länge");
        var request = Assert.Single(wire.Requests);
        Assert.Equal((Topics.Approvals, "Reboot web-2? Größe & Länge"), (request["TopicArn"], request["Message"]));
        Assert.Equal($"OpsAgent approval requested: {Asked.Id}", request["Subject"]);
        Assert.Equal(
            ["environment=test", "kind=approval_requested", "operation=reboot_ec2", $"proposal_id={Asked.Id}", "risk_level=medium", "status=pending"],
            AttributesOf(request));
        Assert.Empty(_log);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Notify_OfEachKind_GoesToTheTopicOfThoseWhoAreToKnow(NoticeKind kind)
    {
        using var wire = new ExecutorWire(Published);
        await Notifier(wire).NotifyAsync(new Notice(kind, "subject", "text"), CancellationToken.None);
        string[] expected = kind switch
        {
            NoticeKind.Incident => [Topics.Incidents],
            NoticeKind.ConfigurationChanged => [Topics.Notifications],
            NoticeKind.BreakGlass => [Topics.Approvals, Topics.Notifications],
            _ => [Topics.Approvals],
        };
        Assert.Equal(expected, wire.Requests.Select(r => r["TopicArn"]));
        Assert.All(wire.Requests, r => Assert.Equal(["environment=test", $"kind={WireName.Of(kind)}"], AttributesOf(r)));
    }

    [Theory]
    [InlineData(403, "AuthorizationError")]
    [InlineData(404, "NotFound")]
    [InlineData(500, "InternalError")]
    public async Task Notify_Refused_IsLoggedAndNotThrown(int status, string code)
    {
        using var wire = new ExecutorWire(WireAnswer.Sts(status, code));
        await NotifyAsync(wire, "the text of the message");
        var line = Assert.Single(_log);
        Assert.StartsWith("ERROR ", line, StringComparison.Ordinal);
        Assert.DoesNotContain("the text of the message", line, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', line);
    }

    [Fact]
    public async Task Notify_WithoutAnAnswer_IsLoggedAndNotThrown()
    {
        using var wire = new ExecutorWire(WireAnswer.Cut);
        await NotifyAsync(wire, "text");
        Assert.Single(_log);
    }

    [Fact]
    public async Task Notify_LongerThanSnsTakes_IsCutAtACharacter()
    {
        using var wire = new ExecutorWire(Published);
        await Notifier(wire).NotifyAsync(
            new Notice(NoticeKind.Incident, "INC-2026-0001 " + new string('ä', 200) + "\n", string.Concat(Enumerable.Repeat("😀", 80_000))), CancellationToken.None);
        var request = Assert.Single(wire.Requests);
        var message = request["Message"]!;
        Assert.InRange(Encoding.UTF8.GetByteCount(message), 250_000, 256 * 1024 - 500);
        Assert.EndsWith("too long for one message]", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\uFFFD', message);
        Assert.InRange(request["Subject"]!.Length, 1, 100);
        Assert.All(request["Subject"]!, c => Assert.InRange(c, ' ', '~'));
    }

    [Fact]
    public async Task Notify_WhateverSomebodyWrote_IsLegibleAndWithoutSecrets()
    {
        foreach (var text in Corpus.Injections.Concat(Corpus.Secrets.Select(s => s.Text)))
        {
            using var wire = new ExecutorWire(Published);
            await Notifier(wire).NotifyAsync(new Notice(NoticeKind.Incident, text, text), CancellationToken.None);
            var request = Assert.Single(wire.Requests);
            Assert.True(DisplayText.IsDisplayable(request["Message"]!, lines: true));
            Assert.All(request["Subject"]!, c => Assert.InRange(c, ' ', '~'));
            Assert.All(Corpus.Secrets, s => Assert.DoesNotContain(s.Secret, request["Message"] + request["Subject"], StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Post_ToTheOneChannel_IsPublishedInTheUsersName_AndAFailureIsAnAnswer()
    {
        using var wire = new ExecutorWire(Published);
        var channels = new SnsDestinations(wire.Clients, Topic, "test");
        Assert.Equal(["notifications"], await channels.NamesAsync(CancellationToken.None));
        var post = new OutgoingMessage("notifications", "web-2 is well again.", UserId.TryParse("lead@example.com")!.Value, DateTimeOffset.UnixEpoch);
        Assert.Null((await channels.PostAsync(post, CancellationToken.None)).Problem);
        var request = Assert.Single(wire.Requests);
        Assert.StartsWith("lead@example.com posted through OpsAgent at 1970-01-01T00:00:00", request["Message"], StringComparison.Ordinal);
        Assert.Equal((Topic, "environment=test kind=summary"), (request["TopicArn"], string.Join(' ', AttributesOf(request))));
        Assert.NotNull((await channels.PostAsync(post with { Destination = "ops" }, CancellationToken.None)).Problem);
        Assert.Single(wire.Requests);

        using var broken = new ExecutorWire(WireAnswer.Sts(404, "NotFound"));
        Assert.Contains("sns:Publish", (await new SnsDestinations(broken.Clients, Topic, "test").PostAsync(post, CancellationToken.None)).Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(403, "AuthorizationError", false)]
    [InlineData(404, "NotFound", false)]
    [InlineData(400, "Throttling", false)]
    [InlineData(500, "InternalError", true)]
    [InlineData(0, "", true)]
    public async Task Post_ThatFails_IsInDoubtOnlyWithoutAClearNo(int status, string code, bool mayBePosted)
    {
        using var wire = new ExecutorWire(status == 0 ? WireAnswer.Cut : WireAnswer.Sts(status, code));
        var post = new OutgoingMessage("notifications", "web-2 is well again.", UserId.TryParse("lead@example.com")!.Value, DateTimeOffset.UnixEpoch);

        var delivery = await new SnsDestinations(wire.Clients, Topic, "test").PostAsync(post, CancellationToken.None);

        Assert.Equal((true, mayBePosted), (delivery.Problem is not null, delivery.MayBePosted));
    }

    private Task NotifyAsync(ExecutorWire wire, string text) => Notifier(wire).NotifyAsync(
        new Notice(NoticeKind.ApprovalRequested, Asked, text), CancellationToken.None);

    private static IEnumerable<string> AttributesOf(WireRequest request) => Enumerable.Range(1, 20)
        .Where(n => request[$"MessageAttributes.entry.{n}.Name"] is not null)
        .Select(n => $"{request[$"MessageAttributes.entry.{n}.Name"]}={request[$"MessageAttributes.entry.{n}.Value.StringValue"]}")
        .Order(StringComparer.Ordinal);

    private SnsNotifier Notifier(ExecutorWire wire) => new(wire.Clients, Topics, "test", _log.Add);
}
