using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Reports;
using OpsAgent.Core.Approvals.StateMachine;
using OpsAgent.Core.Approvals.Transitions;
using OpsAgent.Core.Identity;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Approvals.Reports;

public sealed class DecisionReportTests
{
    [Fact]
    public void MarkSeen_APendingProposal_IsStoredOnceWithoutAnEvent()
    {
        var pending = Proposals.In(ProposalStatus.Pending);

        var seen = Assert.IsType<Transition.Applied>(ProposalTransitions.Apply(pending, new ProposalCommand.MarkSeen(), Moments.After(30)));

        Assert.Equal((Moments.After(30), ProposalStatus.Pending), (seen.Proposal.FirstSeenAt, seen.Proposal.Status));
        Assert.Empty(seen.Entries);
        Assert.IsType<Transition.NoEffect>(ProposalTransitions.Apply(seen.Proposal, new ProposalCommand.MarkSeen(), Moments.After(40)));
        Assert.IsType<Transition.NoEffect>(ProposalTransitions.Apply(pending, new ProposalCommand.MarkSeen(), Proposals.ExpiresAt));
    }

    [Fact]
    public void Times_OfAnExecutedProposal_AreFromOneMomentToTheNext()
    {
        var proposal = Proposals.In(ProposalStatus.Completed) with { FirstSeenAt = Moments.After(4) };

        Assert.Equal(
            (TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(6)),
            (DecisionTimes.ToLook(proposal), DecisionTimes.ToDecide(proposal), DecisionTimes.ToAct(proposal)));
    }

    [Theory]
    [InlineData(ProposalStatus.Submitted, null)]
    [InlineData(ProposalStatus.Pending, null)]
    [InlineData(ProposalStatus.Expired, null)]
    [InlineData(ProposalStatus.Withdrawn, null)]
    [InlineData(ProposalStatus.Rejected, null)]
    [InlineData(ProposalStatus.Denied, 3.0)]
    [InlineData(ProposalStatus.Approved, 3.0)]
    [InlineData(ProposalStatus.Failed, 3.0)]
    public void ToDecide_WhereAnApproverDecided_IsKnownAndNowhereElse(ProposalStatus status, double? seconds) =>
        Assert.Equal(seconds, DecisionTimes.ToDecide(Proposals.In(status))?.TotalSeconds);

    [Fact]
    public void ToDecide_WhereAnAdoptionWasLacking_EndsWithIt()
    {
        var proposal = Proposals.In(ProposalStatus.Approved) with { NeedsAdoption = true, Adoption = new Approval(Users.Verified(Users.Engineer), Moments.After(62)) };

        Assert.Equal(60, DecisionTimes.ToDecide(proposal)?.TotalSeconds);
    }

    [Fact]
    public void Times_WhereClocksDiffer_AreNeverNegative()
    {
        var proposal = Proposals.In(ProposalStatus.Completed) with { FirstSeenAt = Moments.Start, Wait = Proposals.Wait with { EnteredAt = Moments.After(6) } };

        Assert.Equal((TimeSpan.Zero, TimeSpan.Zero), (DecisionTimes.ToLook(proposal), DecisionTimes.ToDecide(proposal)));
    }

    [Theory]
    [InlineData(null, 12, true)]
    [InlineData(null, 12.001, false)]
    [InlineData(100.0, 110, true)]
    [InlineData(100.0, 110.001, false)]
    [InlineData(100.0, 99, false)] // Seen after it: so by somebody else.
    public void IsQuick_WithinTenSecondsOfTheFirstLookOrOfBeingAsked_IsSo(double? seen, double approved, bool isQuick)
    {
        var approval = new Approval(Users.Verified(Users.Lead), Moments.After(approved));
        var proposal = Proposals.In(ProposalStatus.Pending) with { FirstSeenAt = seen is { } at ? Moments.After(at) : null, Approvals = [approval] };

        Assert.Equal(isQuick, DecisionTimes.IsQuick(proposal, approval));
    }

    [Fact]
    public void Report_OfAPeriod_CountsWhatWasMadeInIt()
    {
        Proposal[] all =
        [
            Proposals.In(ProposalStatus.Expired, 1),
            Proposals.In(ProposalStatus.Denied, 2),
            Proposals.In(ProposalStatus.Completed, 3),
            Proposals.In(ProposalStatus.Pending, 4),
            Proposals.In(ProposalStatus.Rejected, 5),
            Proposals.In(ProposalStatus.Completed, 6),
        ];

        // The sixth was made at the period's end; the third is told of twice.
        var report = ReportOf([.. all, Proposals.In(ProposalStatus.Approved, 3)], to: all[5].CreatedAt);

        Assert.Equal((5, "completed 1, denied 1, expired 1, pending 1, rejected 1"), (report.Proposals, Text(report.Outcomes)));
        Assert.Equal(("reboot_ec2 5", "engineer@example.com 5"), (Text(report.Operations), Text(report.Requesters)));
        Assert.Equal(1.0 / 3, report.ExpiredShare);
        Assert.Equal([new DeciderSummary("lead@example.com", Approved: 1, Denied: 1, Quick: 1)], report.Deciders);
        Assert.Equal(2, report.TimeToDecide!.Count);
        Assert.Equal(1, report.TimeToAct!.Count);
        Assert.Null(report.TimeToLook);
    }

    [Fact]
    public void Report_WithoutProposals_HasNoShareAndNoTimes()
    {
        var report = ReportOf([]);

        Assert.Equal((0, null, null, null), (report.Proposals, report.ExpiredShare, report.TimeToLook, report.TimeToDecide));
        Assert.Empty(report.Deciders);
    }

    [Theory]
    [InlineData(1, 10, 10)]
    [InlineData(2, 15, 20)]
    [InlineData(10, 55, 90)]
    [InlineData(11, 60, 100)]
    public void Report_OfTimes_HasTheMiddleAndTheNinthOfTen(int count, double median, double p90)
    {
        var looked = Enumerable.Range(1, count).Reverse().Select(n => Proposals.In(ProposalStatus.Pending, n) with { FirstSeenAt = Moments.After(2 + (n * 10)) });

        Assert.Equal(new TimeSummary(count, median, p90), ReportOf(looked).TimeToLook);
    }

    [Theory]
    [InlineData(10, 5, 0, true)]
    [InlineData(10, 4, 0, false)]
    [InlineData(9, 9, 0, false)]
    [InlineData(10, 10, 1, false)]
    [InlineData(25, 13, 0, true)]
    public void Report_WhoApprovesWithinSecondsAndDeniesNothing_IsNamedToAdministratorsOnly(int approved, int quick, int denied, bool isNamed)
    {
        var all = Enumerable.Range(1, approved).Select(n => ApprovedAfter(n, n <= quick ? 5 : 60, n % 2 == 0 ? Users.Lead : Users.Id("boss@other.example")))
            .Concat(Enumerable.Range(approved + 1, denied).Select(n => Proposals.In(ProposalStatus.Denied, n))).ToList();
        var authority = Users.AuthorityOf([new(ParameterNames.People, "boss@other.example=lead@example.com")]);

        var report = DecisionReport.Of(all, DateTimeOffset.MinValue, DateTimeOffset.MaxValue, authority, isForAdmin: true);

        Assert.Equal([new DeciderSummary("lead@example.com", approved, denied, quick)], report.Deciders);
        Assert.Equal(isNamed ? ["lead@example.com"] : [], report.RubberStamps);
        Assert.Null(DecisionReport.Of(all, DateTimeOffset.MinValue, DateTimeOffset.MaxValue, authority, isForAdmin: false).RubberStamps);
    }

    private static Proposal ApprovedAfter(int number, double seconds, UserId by) => Proposals.In(ProposalStatus.Pending, number) is { Wait: ApprovalWait wait } pending
        ? pending with { Status = ProposalStatus.Approved, Approvals = [new Approval(Users.Verified(by), wait.EnteredAt + TimeSpan.FromSeconds(seconds))] }
        : throw new InvalidOperationException("It does not wait.");

    private static DecisionReport ReportOf(IEnumerable<Proposal> proposals, DateTimeOffset? to = null) =>
        DecisionReport.Of(proposals, DateTimeOffset.MinValue, to ?? DateTimeOffset.MaxValue, Users.Authority, isForAdmin: true);

    private static string Text(IReadOnlyDictionary<string, int> counts) => string.Join(", ", counts.Select(c => $"{c.Key} {c.Value}"));
}
