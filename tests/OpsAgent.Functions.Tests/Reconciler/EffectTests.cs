using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Effects;
using OpsAgent.Core.Operations.CloudWatch;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Reconciler;

public sealed class EffectTests
{
    private static readonly Proposal Completed = Proposals.In(ProposalStatus.Completed) with
    {
        Watch = new WatchedSignal(Alarm: new WatchedAlarm("web-5xx", "ALARM")),
        EffectDueAt = Proposals.In(ProposalStatus.Completed).EndedAt!.Value + EffectSchedule.First,
    };

    private readonly Bench _bench = new();

    public EffectTests()
    {
        _bench.Store.With(Completed);
        _bench.Metrics.AlarmsByName["web-5xx"] = new Alarm("web-5xx", "ALARM", Moments.After(-600));
    }

    [Fact]
    public async Task Handle_AWatchedChange_TellsTheRequesterAfterFiveAndAfterFifteenMinutesAndThenNoMore()
    {
        await SweepAtAsync(EffectSchedule.First - TimeSpan.FromSeconds(1));
        Assert.Empty(_bench.Notifier.Notices);

        await SweepAtAsync(EffectSchedule.First);
        _bench.Metrics.AlarmsByName["web-5xx"] = new Alarm("web-5xx", "OK", _bench.Time.GetUtcNow());
        await SweepAtAsync(EffectSchedule.First + TimeSpan.FromMinutes(1));
        await SweepAtAsync(EffectSchedule.Last);
        await SweepAtAsync(EffectSchedule.Last + TimeSpan.FromMinutes(30));

        var proposal = await _bench.ReadAsync(Completed.Id);
        Assert.Equal([EffectVerdict.Same, EffectVerdict.Better], proposal.Effects!.Select(e => e.Verdict));
        Assert.Equal((ProposalStatus.Completed, Completed.EndedAt, null), (proposal.Status, proposal.EndedAt, proposal.EffectDueAt));
        Assert.Equal([NoticeKind.Effect, NoticeKind.Effect], _bench.Notifier.Notices.Select(n => n.Kind));
        Assert.Contains("It helped: alarm web-5xx is OK since", _bench.Notifier.Notices.Last().Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handle_ALateRun_LooksOnceForBothMoments()
    {
        await SweepAtAsync(EffectSchedule.Last + TimeSpan.FromMinutes(5));
        await SweepAtAsync(EffectSchedule.Last + TimeSpan.FromMinutes(6));

        Assert.Single((await _bench.ReadAsync(Completed.Id)).Effects!);
    }

    [Fact]
    public async Task Handle_AwsDoesNotAnswer_TriesAgainAndSaysInTheEndThatItIsNotKnown()
    {
        _bench.Metrics.Failure = new AwsException(ErrorCode.AwsThrottled, "cloudwatch:DescribeAlarms", "web-5xx", "AWS throttled it.");
        await SweepAtAsync(EffectSchedule.First);
        Assert.Null((await _bench.ReadAsync(Completed.Id)).Effects);

        await SweepAtAsync(EffectSchedule.First + EffectSchedule.Patience);

        var effect = Assert.Single((await _bench.ReadAsync(Completed.Id)).Effects!);
        Assert.Equal(EffectVerdict.Unknown, effect.Verdict);
        Assert.Contains("AWS throttled it.", effect.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handle_ACompletedOneWithoutAWatch_TouchesNothing()
    {
        var bench = new Bench();
        bench.Store.With(Proposals.In(ProposalStatus.Completed));
        bench.Time.SetUtcNow(Moments.After(3000));

        await bench.SweepAsync();

        Assert.Equal((0, 0), (bench.Store.Writes, bench.Notifier.Notices.Count));
    }

    private async Task SweepAtAsync(TimeSpan afterTheEnd)
    {
        _bench.Time.SetUtcNow(Completed.EndedAt!.Value + afterTheEnd);
        await _bench.SweepAsync();
    }
}
