using System.Text.Json;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Approvals;

/// <summary>What people, the audit and the state machine read, to the letter; and edges that a coarser test steps over.</summary>
public sealed class ExactWordsTests
{
    private readonly Desk _desk = new();

    [Fact]
    public void Read_AnIdThatIsNone_SaysWhatItIsNot() => Assert.Equal(
        "not a proposal id",
        Assert.Throws<JsonException>(() =>
        {
            var reader = new Utf8JsonReader("\"reboot\""u8);
            reader.Read();
            new ProposalId.Converter().Read(ref reader, typeof(ProposalId), JsonSerializerOptions.Default);
        }).Message);

    [Fact]
    public async Task Approve_ByAnAgent_IsToldWhoDecides()
    {
        var pending = _desk.Put(ProposalStatus.Pending);

        var outcome = await _desk.ApproveAsync(new ProposalReference.ById(pending.Id, pending.PlanHash.Short), new Person(Users.Lead, IdentityKind.Verified, Channel.Mcp));

        Assert.False(outcome.Succeeded(out _, out var refusal));
        Assert.Equal("No agent or model decides. A person decides in the console, in a signed channel, or through the API.", refusal.Message);
    }

    [Fact]
    public async Task Propose_ItsFirstTwoEvents_SayAcceptedAndSubmitted()
    {
        _desk.PlayMachine();
        Assert.True((await _desk.ProposeAsync()).Succeeded(out var proposed, out _));

        var events = await _desk.Store.Audit.ReadAsync(proposed.Proposal.Id.Value, Test.Stop);

        Assert.Equal(["accepted", "submitted"], events.Take(2).Select(e => e.Fields().GetProperty("outcome").GetString()));
    }

    [Fact]
    public async Task Propose_AgainAfterItWasDecided_StartsNothing()
    {
        _desk.PlayMachine();
        Assert.True((await _desk.ProposeAsync(key: "key")).Succeeded(out var first, out _));
        await _desk.DenyAsync(new ProposalReference.ByToken(first.Token!), Users.Asserted(Users.Lead));
        var calls = _desk.Workflow.Calls.Count;

        Assert.True((await _desk.ProposeAsync(key: "key")).Succeeded(out var again, out _));

        Assert.Equal((first.Proposal.Id, ProposalStatus.Denied, null, calls), (again.Proposal.Id, again.Proposal.Status, again.Token, _desk.Workflow.Calls.Count));
    }

    [Fact]
    public async Task Watch_NoTimeToWait_LooksOnce()
    {
        var pending = _desk.Put(ProposalStatus.Pending);
        var before = _desk.Time.GetUtcNow();

        await new ProposalWatch(_desk.Store, _desk.Time).UntilAsync(pending.Id, p => p.IsTerminal, TimeSpan.Zero, Test.Stop);

        Assert.Equal((1, before), (_desk.Store.Reads, _desk.Time.GetUtcNow()));
    }

    [Fact]
    public async Task Watch_NoSuchProposal_NamesIt()
    {
        var missing = Proposals.New(7).Id;

        var thrown = await Assert.ThrowsAsync<KeyNotFoundException>(() => new ProposalWatch(_desk.Store, _desk.Time).UntilAsync(missing, _ => true, TimeSpan.Zero, Test.Stop));

        Assert.Equal($"There is no proposal {missing}.", thrown.Message);
    }

    [Fact]
    public void Judge_SeveralSignalsAreBad_NamesEachAndCountsInTenthsOfSeconds()
    {
        Signal[] bad = [new("instance state", false, "pending"), new("system status check", false, "initializing")];
        Signal[] good = [new("instance state", true, "running")];

        var waiting = Verification.Judge(bad, Moments.Start, null, TimeSpan.Zero, TimeSpan.Zero, Moments.Start);
        var settled = Verification.Judge(good, Moments.Start, null, TimeSpan.Zero, TimeSpan.Zero, Moments.Start + TimeSpan.FromMilliseconds(12_340));

        Assert.Equal("waiting: instance state is pending, system status check is initializing", waiting.Summary);
        Assert.Equal("instance state running for 0 s, 12.3 s after the change", settled.Summary);
    }

    [Theory]
    [InlineData("RUNNING", true)]
    [InlineData("SUCCEEDED", false)]
    [InlineData("FAILED", false)]
    [InlineData("TIMED_OUT", false)]
    [InlineData("ABORTED", false)]
    [InlineData("", false)]
    public void IsRunning_OfAnExecution_IsOneWordOfAws(string status, bool isRunning) => Assert.Equal(isRunning, new WorkflowRun("arn", status).IsRunning);
}
