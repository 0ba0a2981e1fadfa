using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Effects;
using OpsAgent.Core.Approvals.Transitions;
using OpsAgent.Core.Audit;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Approvals.Effects;

public sealed class EffectTransitionTests
{
    private static readonly WatchedSignal Watched = new(Alarm: new WatchedAlarm("web-5xx", "ALARM"));

    private static readonly Proposal Completed = Proposals.In(ProposalStatus.Completed);

    private static readonly DateTimeOffset Due = Completed.EndedAt!.Value + EffectSchedule.First;

    private static readonly EffectRecord Seen = new(Due, EffectVerdict.Better, "It helped.");

    [Fact]
    public void Finish_AVerifiedChangeWithAWatch_IsLookedAtFiveMinutesLater()
    {
        var executing = Proposals.Story(ProposalStatus.Completed)[^2].Proposal;

        Assert.Equal(Due, Apply(executing with { Watch = Watched }, new ProposalCommand.Finish(null), Completed.EndedAt!.Value).Proposal.EffectDueAt);
        Assert.Null(Apply(executing, new ProposalCommand.Finish(null), Completed.EndedAt.Value).Proposal.EffectDueAt);
    }

    [Fact]
    public void Finish_AChangeThatWasNotVerified_IsNotLookedAt()
    {
        var executing = Proposals.Story(ProposalStatus.Completed)[^2].Proposal with { Watch = Watched, Verification = null };

        var ended = Apply(executing, new ProposalCommand.Finish(null, VerificationTime: TimeSpan.Zero), Completed.EndedAt!.Value).Proposal;

        Assert.Equal((ProposalStatus.Failed, null), (ended.Status, ended.EffectDueAt));
    }

    [Fact]
    public void RecordEffect_WhenDue_AddsItBesideTheFinalStatusAndNothingElse()
    {
        var due = Completed with { Watch = Watched, EffectDueAt = Due };

        var applied = Assert.IsType<Transition.Applied>(Apply(due, new ProposalCommand.RecordEffect(Seen, Due + TimeSpan.FromMinutes(10)), Due));

        Assert.Equal([Seen], applied.Proposal.Effects!);
        Assert.Equal(due, applied.Proposal with { Effects = null, EffectDueAt = Due });
        Assert.Equal((AuditEventType.EffectObserved, "better"), (applied.Entries[0].Type, applied.Entries[0].Outcome));
    }

    [Fact]
    public void RecordEffect_EarlyOrTwice_TakesNoEffect()
    {
        var due = Completed with { Watch = Watched, EffectDueAt = Due };
        var last = new ProposalCommand.RecordEffect(Seen, null);

        Assert.IsType<Transition.NoEffect>(Apply(due, last, Due - Moments.Tick));
        Assert.IsType<Transition.NoEffect>(Apply(Apply(due, last, Due).Proposal, last, Due));
        Assert.IsType<Transition.NoEffect>(Apply(due, new ProposalCommand.RecordEffect(Seen, Due), Due));
    }

    [Fact]
    public void RecordEffect_OnAnythingButACompletedOne_TakesNoEffect() => Assert.All(
        Enum.GetValues<ProposalStatus>().Where(s => s is not ProposalStatus.Completed),
        status => Assert.IsType<Transition.NoEffect>(
            Apply(Proposals.In(status) with { Watch = Watched, EffectDueAt = Due }, new ProposalCommand.RecordEffect(Seen, null), Due)));

    private static Transition Apply(Proposal proposal, ProposalCommand command, DateTimeOffset now) => ProposalTransitions.Apply(proposal, command, now);
}
