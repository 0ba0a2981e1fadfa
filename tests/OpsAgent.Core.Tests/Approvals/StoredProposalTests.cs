using System.Text.Json;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Transitions;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Approvals;

/// <summary>
/// What stores keep. The golden files are records of released versions: a file is never changed, a new version adds
/// its own, and every one of them stays readable. Before a first release, Golden/WriteGolden.cs writes them anew.
/// </summary>
public sealed class StoredProposalTests
{
    public static TheoryData<ProposalStatus> EveryStatus { get; } = [.. Enum.GetValues<ProposalStatus>()];

    [Theory]
    [MemberData(nameof(EveryStatus))]
    public void Json_InEveryStatus_IsTheGoldenFileToTheByte(ProposalStatus status) =>
        Assert.Equal(Golden(status), Proposals.Json(Proposals.In(status)) + "\n");

    [Theory]
    [MemberData(nameof(EveryStatus))]
    public void Json_ReadFromTheGoldenFile_LosesNothing(ProposalStatus status)
    {
        var read = Read(Golden(status));

        Assert.Equal(Golden(status), Proposals.Json(read) + "\n");
        Assert.Equal(status, read.Status);
        Assert.Equal(read.Plan.Hash(), read.PlanHash);
        Assert.Equal(Proposals.In(status).Wait?.TaskToken.Reveal(), read.Wait?.TaskToken.Reveal());
        Assert.False(read.Approvals.IsDefault);
    }

    [Theory]
    [MemberData(nameof(EveryStatus))]
    public void Json_ReadFromTheGoldenFile_GoesOnAsTheOneInMemoryDoes(ProposalStatus status)
    {
        var (kept, read) = (Proposals.In(status), Read(Golden(status)));

        foreach (var command in CommandTable.Cells().Select(c => c.Command).Distinct())
        {
            var one = ProposalTransitions.Apply(kept, CommandTable.Command(command, kept), Situations.Now);
            var other = ProposalTransitions.Apply(read, CommandTable.Command(command, read), Situations.Now);
            Assert.Equal((one.GetType(), Proposals.Json(one.Proposal)), (other.GetType(), Proposals.Json(other.Proposal)));
        }
    }

    /// <summary>Version 0.2.0 hashed its plans without a format.</summary>
    [Theory]
    [MemberData(nameof(EveryStatus))]
    public void Json_OfVersion020_IsReadLosesNothingAndKeepsItsPlanHash(ProposalStatus status)
    {
        var golden = Golden($"{status.ToString().ToLowerInvariant()}-0.2.0");
        var read = Read(golden);

        Assert.Equal(golden, Proposals.Json(read) + "\n");
        Assert.Equal((status, 0), (read.Status, read.Plan.Format));
        Assert.Equal(read.PlanHash, read.Plan.Hash());
        Assert.NotEqual(read.PlanHash, Proposals.In(status).PlanHash);
    }

    [Fact]
    public void Json_OfOneThatWasSetBack_IsTheGoldenFileToTheByteAndLosesNothing()
    {
        var golden = Golden("reverted");

        Assert.Equal(golden, Proposals.Json(Proposals.Reverted()) + "\n");
        Assert.Equal(golden, Proposals.Json(Read(golden)) + "\n");
        Assert.Equal((ProposalStatus.Failed, ReversalStatus.Reverted), (Read(golden).Status, Read(golden).Reversal!.Status));
    }

    [Fact]
    public void Json_OfOneApprovedByBreakGlass_IsTheGoldenFileToTheByteAndLosesNothing()
    {
        var golden = Golden("break-glass");

        Assert.Equal(golden, Proposals.Json(Proposals.Broken()) + "\n");
        Assert.Equal(golden, Proposals.Json(Read(golden)) + "\n");
        Assert.Equal(("INC-2026-0001", "It was right."), (Read(golden).BrokenGlass!.BreakGlass!.IncidentId.Value, Read(golden).BreakGlassReview!.Note));
    }

    [Fact]
    public void Json_OfEverySituation_ReadsBackTheSame() =>
        Assert.All(Situations.All.Values, p => Assert.Equal(Proposals.Json(p), Proposals.Json(Read(Proposals.Json(p)))));

    [Fact]
    public void Json_FieldThatANewerVersionAdded_IsPassedOver()
    {
        var json = Proposals.Json(Proposals.In(ProposalStatus.Pending));

        Assert.Equal(json, Proposals.Json(Read($$"""{"added_later":{"x":1},{{json[1..]}}""")));
    }

    [Fact]
    public void Json_OfAnything_HoldsNoApprovalToken() =>
        Assert.All(Situations.All.Values, p => Assert.DoesNotContain("approve-", Proposals.Json(p), StringComparison.Ordinal));

    [Theory]
    [InlineData("version")]
    [InlineData("token_hash")]
    [InlineData("plan_hash")]
    [InlineData("audit_head")]
    public void Json_WithoutWhatIsRequired_IsNotRead(string member)
    {
        var record = System.Text.Json.Nodes.JsonNode.Parse(Proposals.Json(Proposals.In(ProposalStatus.Pending)))!.AsObject();
        record.Remove(member);

        Assert.Throws<UnreadableRecordException>(() => Read(record.ToJsonString()));
    }

    [Fact]
    public void Json_StatusThatNobodyKnows_IsNotRead() =>
        Assert.Throws<UnreadableRecordException>(() => Read(Proposals.Json(Proposals.In(ProposalStatus.Pending)).Replace("\"pending\"", "\"paused\"", StringComparison.Ordinal)));

    [Fact]
    public void Story_OfEveryStatus_IsAChainThatVerifiesWithVersionsInARow()
    {
        foreach (var status in Enum.GetValues<ProposalStatus>())
        {
            var story = Proposals.Story(status);
            Assert.Equal(Enumerable.Range(1, story.Count).Select(v => (long)v), story.Select(s => s.Proposal.Version));
            Assert.Null(AuditChain.FindFirstProblem(story[0].Proposal.Id.Value, [.. story.SelectMany(s => s.Events)], story[^1].Proposal.AuditHead));
        }
    }

    private static Proposal Read(string json) => StoredJson.Read(json, StoredJson.Core.Proposal);

    private static string Golden(ProposalStatus status) => Golden(status.ToString().ToLowerInvariant());

    private static string Golden(string name)
    {
        using var file = typeof(StoredProposalTests).Assembly.GetManifestResourceStream($"proposal-{name}.json");
        Assert.NotNull(file);
        using var bytes = new MemoryStream();
        file.CopyTo(bytes);
        return System.Text.Encoding.UTF8.GetString(bytes.ToArray());
    }
}
