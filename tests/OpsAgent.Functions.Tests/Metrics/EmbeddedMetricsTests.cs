using System.Text.Json;
using System.Text.Json.Nodes;

using Microsoft.Extensions.Time.Testing;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Audit;
using OpsAgent.Functions.Metrics;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Metrics;

/// <summary>The lines that CloudWatch makes metrics of.</summary>
public sealed class EmbeddedMetricsTests
{
    private static readonly AuditEventType[] NotCounted =
    [
        AuditEventType.RequestReceived, AuditEventType.ProposalCreated, AuditEventType.ApprovalExpired,
        AuditEventType.ApprovalWithdrawn, AuditEventType.ActionFailed, AuditEventType.OutcomeVerified, AuditEventType.EffectObserved, AuditEventType.StepRefused, AuditEventType.ConfigurationChanged, AuditEventType.BreakGlassReviewed, AuditEventType.IncidentCreated,
        AuditEventType.SummaryPosted, AuditEventType.ErrorOccurred,
    ];

    private readonly List<string> lines = [];
    private readonly EmbeddedMetrics metrics;

    public EmbeddedMetricsTests() => metrics = new EmbeddedMetrics("production", lines.Add, new FakeTimeProvider(Moments.Start));

    [Fact]
    public void NameOf_EveryKindOfEvent_IsCountedOrListedAsNotCounted() => Assert.Equal(
        NotCounted.Select(WireOf).Order(), Enum.GetValues<AuditEventType>().Select(WireOf).Where(t => EmbeddedMetrics.NameOf(t) is null).Order());

    [Fact]
    public void Count_AToolExecution_IsOneLineInTheEmbeddedFormat()
    {
        metrics.Count([Event(AuditEventType.ToolExecuted, "get_ec2_status")]);

        Assert.Equal(
            CanonicalJson.Text(JsonDocument.Parse(
                $$"""{"Environment":"production","Operation":"get_ec2_status","ToolExecutions":1,"_aws":{"Timestamp":{{Moments.Start.ToUnixTimeMilliseconds()}},"CloudWatchMetrics":[{"Namespace":"OpsAgent","Dimensions":[["Environment"],["Environment","Operation"]],"Metrics":[{"Name":"ToolExecutions","Unit":"Count"}]}]} }""").RootElement),
            CanonicalJson.Text(JsonDocument.Parse(Assert.Single(lines)).RootElement));
    }

    [Fact]
    public void Count_WithoutOperation_HasTheEnvironmentAlone()
    {
        metrics.Count([Event(AuditEventType.AuthenticationFailed, null)]);

        var line = JsonNode.Parse(Assert.Single(lines))!;
        Assert.Equal(1, line["AuthFailures"]!.GetValue<double>());
        Assert.Null(line["Operation"]);
        Assert.Equal("""[["Environment"]]""", line["_aws"]!["CloudWatchMetrics"]![0]!["Dimensions"]!.ToJsonString());
    }

    [Theory]
    [InlineData("PolicyRefused", "WARN", "rule")]
    [InlineData("PolicyBroken", "ERROR", "message")]
    public void Policy_RefusedOrBroken_IsCountedForTheEnvironmentAndSaysWhich(string name, string level, string property)
    {
        if (name == "PolicyRefused")
        {
            metrics.PolicyRefused("stop");
        }
        else
        {
            metrics.PolicyBroken("stop");
        }

        var line = JsonNode.Parse(Assert.Single(lines))!;
        Assert.Equal((1, level, "stop"), (line[name]!.GetValue<double>(), (string?)line["level"], (string?)line[property]));
        Assert.Equal("""[["Environment"]]""", line["_aws"]!["CloudWatchMetrics"]![0]!["Dimensions"]!.ToJsonString());
    }

    [Fact]
    public void Decided_AnApproval_IsItsLatencyAndNothingElseIs()
    {
        var pending = Proposals.In(ProposalStatus.Pending);
        var late = new EmbeddedMetrics("production", lines.Add, new FakeTimeProvider(pending.Wait!.EnteredAt + TimeSpan.FromSeconds(90)));

        late.Decided(pending, pending with { Status = ProposalStatus.Approved });
        late.Decided(pending, pending with { Status = ProposalStatus.Expired });

        Assert.Equal(90_000, JsonNode.Parse(Assert.Single(lines))!["ApprovalLatency"]!.GetValue<double>());
    }

    [Fact]
    public void Decided_AnApprovalThatSuffices_TellsItsTimesInSecondsAndThatItWasQuick()
    {
        var pending = Proposals.In(ProposalStatus.Pending) with { FirstSeenAt = Moments.After(4) };

        metrics.Decided(pending, Proposals.In(ProposalStatus.Approved) with { FirstSeenAt = pending.FirstSeenAt });

        Assert.Equal(("2 Seconds", "3 Seconds", "1 Count"), (Valued("TimeToLook"), Valued("TimeToDecide"), Valued("QuickDecisions")));
        Assert.All(lines, l => Assert.Equal("reboot_ec2", (string?)JsonNode.Parse(l)!["Operation"]));
    }

    [Fact]
    public void Decided_ASlowApprovalAndADenial_AreNotQuick()
    {
        var pending = Proposals.In(ProposalStatus.Pending);

        metrics.Decided(pending, pending with { Approvals = [new Approval(Users.Verified(Users.Lead), Moments.After(13))] });
        metrics.Decided(pending, Proposals.In(ProposalStatus.Denied));

        Assert.Equal("3 Seconds", Valued("TimeToDecide"));
        Assert.DoesNotContain(lines, l => l.Contains("QuickDecisions", StringComparison.Ordinal) || l.Contains("TimeToLook", StringComparison.Ordinal));
    }

    [Fact]
    public void Decided_AChangeThatWasMade_TellsTheTimeToAct()
    {
        var completed = Proposals.In(ProposalStatus.Completed);

        metrics.Decided(Proposals.In(ProposalStatus.Executing), completed with { Status = ProposalStatus.Executing });
        metrics.Decided(completed with { Status = ProposalStatus.Executing }, completed);

        Assert.Equal("6 Seconds", Valued("TimeToAct"));
        Assert.Single(lines);
    }

    private string Valued(string metric)
    {
        var line = JsonNode.Parse(Assert.Single(lines, l => l.Contains($"\"{metric}\":", StringComparison.Ordinal)))!;
        return $"{line[metric]} {line["_aws"]!["CloudWatchMetrics"]![0]!["Metrics"]![0]!["Unit"]}";
    }

    [Theory]
    [InlineData(ProposalStatus.Submitted, ProposalStatus.Rejected, "rejected")]
    [InlineData(ProposalStatus.Pending, ProposalStatus.Denied, "denied")]
    [InlineData(ProposalStatus.Pending, ProposalStatus.Expired, "expired")]
    [InlineData(ProposalStatus.Pending, ProposalStatus.Withdrawn, "withdrawn")]
    [InlineData(ProposalStatus.Executing, ProposalStatus.Completed, "completed")]
    [InlineData(ProposalStatus.Executing, ProposalStatus.Failed, "failed")]
    [InlineData(ProposalStatus.Executing, ProposalStatus.Unknown, "unknown")]
    public void Ended_AProposalThatEnds_IsCountedByItsOutcome(ProposalStatus before, ProposalStatus after, string outcome)
    {
        metrics.Ended(Proposals.In(before), Proposals.In(after));

        var line = JsonNode.Parse(Assert.Single(lines))!;
        Assert.Equal((1, outcome, "production"), (line["ProposalOutcomes"]!.GetValue<double>(), (string?)line["Outcome"], (string?)line["Environment"]));
        Assert.Equal("""[["Environment","Outcome"]]""", line["_aws"]!["CloudWatchMetrics"]![0]!["Dimensions"]!.ToJsonString());
    }

    [Theory]
    [InlineData(ProposalStatus.Submitted, ProposalStatus.Pending)]
    [InlineData(ProposalStatus.Pending, ProposalStatus.Approved)]
    [InlineData(ProposalStatus.Completed, ProposalStatus.Completed)]
    public void Ended_AProposalThatGoesOnOrHasEndedBefore_IsNotCounted(ProposalStatus before, ProposalStatus after)
    {
        metrics.Ended(Proposals.In(before), Proposals.In(after));

        Assert.Empty(lines);
    }

    [Fact]
    public async Task Replace_ThroughTheLog_CountsAnEndOnlyWhereItIsStored()
    {
        var store = new InMemoryApprovalStore().With(Proposals.In(ProposalStatus.Pending));
        var logged = new LoggedApprovalStore(store, new AuditLog(_ => { }, metrics));
        var (pending, denied) = (Proposals.In(ProposalStatus.Pending), Proposals.In(ProposalStatus.Denied));

        Assert.True(await logged.ReplaceAsync(pending, denied, [], null, [], CancellationToken.None));
        Assert.False(await logged.ReplaceAsync(pending, denied, [], null, [], CancellationToken.None));

        Assert.Single(lines, l => l.Contains("ProposalOutcomes", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Watch_AnAuditThatCannotBeWritten_IsCountedAndThrown()
    {
        var log = new AuditLog(_ => { }, metrics);

        await Assert.ThrowsAsync<AuditWriteException>(() => log.CountFailureAsync<bool>(() => throw new AuditWriteException("down")));

        Assert.Equal(1, JsonNode.Parse(Assert.Single(lines))!["AuditWriteFailures"]!.GetValue<double>());
    }

    private static string WireOf(AuditEventType type) => WireName.Of(type);

    private static AuditEvent Event(AuditEventType type, string? operation) => AuditChain.Append(
        "chain", AuditHead.Start, "01kkng0000000000000000evnt", Moments.Start, Proposals.Subject with { Operation = operation }, new AuditEntry(type, "ok"));
}
