using OpsAgent.Core.Identity;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Approvals.Transitions;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Tests.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Approvals;

/// <summary>Others come first: once costs nothing, a few times little, always ends in a word to come back.</summary>
public sealed class LedgerContentionTests
{
    private readonly LeapingTime _time = new(Moments.After(10));
    private readonly InMemoryApprovalStore _store = new();
    private readonly ProposalLedger _ledger;
    private readonly Proposal _pending = Proposals.In(ProposalStatus.Pending) with { AuditHead = AuditHead.Start };

    public LedgerContentionTests()
    {
        _ledger = new ProposalLedger(_store, new AuditEventFactory(new IdSource(_time, new SeededRandom(1)), _time), _time, new SeededRandom(2));
        _store.With(_pending);
    }

    [Fact]
    public async Task Apply_OvertakenOnce_IsTriedAgainAtOnce()
    {
        OvertakenTimes(1);

        Assert.IsType<Transition.Applied>(await ApproveAsync());
        Assert.Equal(Moments.After(10), _time.GetUtcNow());
    }

    [Theory]
    [InlineData(2, 10)]
    [InlineData(3, 30)]
    [InlineData(4, 70)]
    public async Task Apply_OvertakenAFewTimes_MakesWayForMilliseconds(int times, int mostMilliseconds)
    {
        OvertakenTimes(times);

        Assert.IsType<Transition.Applied>(await ApproveAsync());
        Assert.InRange(_time.GetUtcNow() - Moments.After(10), TimeSpan.Zero, TimeSpan.FromMilliseconds(mostMilliseconds));
    }

    [Fact]
    public async Task Apply_OvertakenAlways_SaysOfWhichProposalAndThatNothingWasDone()
    {
        OvertakenTimes(int.MaxValue);

        var busy = await Assert.ThrowsAsync<AwsException>(ApproveAsync);

        Assert.Equal(40, _store.Reads);

        Assert.Equal(
            ("opsagent:ChangeProposal", _pending.Id.Value, $"Proposal {_pending.Id} is being changed by too many requests at once. This one did nothing; try again in a minute."),
            (busy.Action, busy.Resource, busy.Message));
    }

    [Fact]
    public async Task Apply_NoSuchProposal_NamesIt()
    {
        var missing = Proposals.New(7).Id;

        var thrown = await Assert.ThrowsAsync<KeyNotFoundException>(() => _ledger.ApplyAsync(missing, new ProposalCommand.Close("over"), Proposals.Subject, Test.Stop));

        Assert.Equal($"There is no proposal {missing}.", thrown.Message);
    }

    private void OvertakenTimes(int times) => _store.BeforeReplace = before =>
    {
        if (times-- > 0)
        {
            _store.With(before with { Version = before.Version + 1 });
        }

        return Task.CompletedTask;
    };

    private Task<Transition> ApproveAsync() => _ledger.ApplyAsync(_pending.Id, new ProposalCommand.Approve(Users.Verified(Users.Lead), null, null, Authority.None), Proposals.Subject, Test.Stop);
}
