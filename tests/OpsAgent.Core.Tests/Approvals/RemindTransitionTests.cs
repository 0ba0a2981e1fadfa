using FsCheck.Xunit;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Transitions;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Approvals;

public sealed class RemindTransitionTests
{
    private static readonly TimeSpan Last = TimeSpan.FromMinutes(2);

    // The window is 2 .. 892: half of it is at 447, two minutes before its end is at 772.
    [Theory]
    [InlineData(446, null, false)]
    [InlineData(447, null, true)]
    [InlineData(771, null, true)]
    [InlineData(500, 447, false)]
    [InlineData(771, 500, false)]
    [InlineData(772, 500, true)]
    [InlineData(891, null, true)]
    [InlineData(891, 772, false)]
    [InlineData(892, null, false)]
    public void Apply_Remind_TakesEffectOnceForEachMoment(int second, int? reminded, bool takesEffect)
    {
        var pending = Proposals.In(ProposalStatus.Pending) with { RemindedAt = reminded is { } at ? Moments.After(at) : null };

        var transition = ProposalTransitions.Apply(pending, new ProposalCommand.Remind(Last), Moments.After(second));

        Assert.Equal(takesEffect, transition is Transition.Applied);
        Assert.Equal(takesEffect ? pending with { RemindedAt = Moments.After(second) } : pending, transition.Proposal);
    }

    [Fact]
    public void Apply_RemindOfOneThatIsNotPending_TakesNoEffect() => Assert.All(
        Enum.GetValues<ProposalStatus>().Where(s => s is not ProposalStatus.Pending),
        status => Assert.IsType<Transition.NoEffect>(ProposalTransitions.Apply(Proposals.In(status), new ProposalCommand.Remind(Last), Moments.After(500))));

    [Property]
    public bool Apply_RemindAtAnyMoments_TakesEffectTwiceAtMost(ushort[] seconds)
    {
        var (proposal, times) = (Proposals.In(ProposalStatus.Pending), 0);
        foreach (var second in seconds.Select(s => s % 900).Order())
        {
            var transition = ProposalTransitions.Apply(proposal, new ProposalCommand.Remind(Last), Moments.After(second));
            (proposal, times) = (transition.Proposal, times + (transition is Transition.Applied ? 1 : 0));
        }

        return times == seconds.Select(s => s % 900).Where(s => s is >= 447 and < 892).Select(s => s >= 772).Distinct().Count();
    }
}
