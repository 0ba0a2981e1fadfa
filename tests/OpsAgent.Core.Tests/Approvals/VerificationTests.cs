using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Transitions;
using OpsAgent.Core.Operations;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Approvals;

public sealed class VerificationTests
{
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Sustain = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);
    private static readonly VerificationSignal[] Good = [new("instance state", true, "running"), new("system status check", true, "ok")];
    private static readonly VerificationSignal[] Bad = [new("instance state", true, "running"), new("system status check", false, "initializing")];

    [Fact]
    public void Judge_GoodBeforeItSettled_WaitsAndStartsNoCount()
    {
        var record = Judge(Good, 60, last: null, -1);

        Assert.Equal((false, null), (record.Verified, record.GoodSince));
        Assert.Equal("waiting: AWS may show the state from before the change for 60 s", record.Summary);
    }

    [Fact]
    public void Judge_GoodWhenItHasSettled_StartsTheCount()
    {
        var record = Judge(Good, 60, last: null);

        Assert.Equal((false, Moments.After(60)), (record.Verified, record.GoodSince));
        Assert.Equal("waiting: instance state running, system status check ok, to be seen for 30 s", record.Summary);
    }

    [Fact]
    public void Judge_OneTickShortOfSustained_Waits() => Assert.False(Judge(Good, 90, Judge(Good, 60, last: null), -1).Verified);

    [Fact]
    public void Judge_Sustained_IsVerifiedAndSaysForHowLong()
    {
        var record = Judge(Good, 90, Judge(Good, 60, last: null));

        Assert.Equal((true, Moments.After(60)), (record.Verified, record.GoodSince));
        Assert.Equal("instance state running, system status check ok for 30 s, 90 s after the change", record.Summary);
        Assert.Equal(Good, record.Signals);
    }

    [Fact]
    public void Judge_Relapse_NamesTheSignalAndCountsFromTheBeginning()
    {
        var relapse = Judge(Bad, 80, Judge(Good, 60, last: null));
        var again = Judge(Good, 90, relapse);

        Assert.Equal((false, null), (relapse.Verified, relapse.GoodSince));
        Assert.Equal("waiting: system status check is initializing", relapse.Summary);
        Assert.Equal((false, Moments.After(90)), (again.Verified, again.GoodSince));
        Assert.True(Judge(Good, 120, again).Verified);
    }

    [Fact]
    public void Judge_AwsHasGivenUp_FailsInItsWordsOnceItHasSettled()
    {
        VerificationSignal[] failed = [new("deployment", false, "FAILED: tasks failed to start.") { Failed = true }];

        Assert.False(Judge(failed, 60, last: null, -1).Failed);
        Assert.Equal((true, "deployment is FAILED: tasks failed to start."), (Judge(failed, 60, last: null).Failed, Judge(failed, 60, last: null).Summary));
    }

    [Fact]
    public void Judge_StillBadWhenTheTimeIsOver_FailsAndSaysWhatIsMissing()
    {
        Assert.False(Judge(Bad, 600, last: null, -1).Failed);
        Assert.Equal((true, "not within 10 min: system status check is initializing"), (Judge(Bad, 600, last: null).Failed, Judge(Bad, 600, last: null).Summary));
    }

    [Fact]
    public void Judge_GoodWhenTheTimeIsOver_IsStillWatchedToTheEnd() => Assert.Equal((false, true), (Judge(Good, 600, last: null).Failed, Judge(Good, 630, Judge(Good, 600, last: null)).Verified));

    [Fact]
    public void Judge_NothingToSustain_IsVerifiedAsSoonAsItHasSettled() =>
        Assert.True(Verification.Evaluate(Good, Moments.Start, null, Settle, TimeSpan.Zero, Long, Moments.After(60)).Verified);

    [Fact]
    public void Judge_ScaledTimes_AreSaidInTenthsOfASecond() =>
        Assert.Equal(
            "waiting: AWS may show the state from before the change for 0.6 s",
            Verification.Evaluate(Good, Moments.Start, null, Settle / 100, Sustain / 100, Long, Moments.Start).Summary);

    private static VerificationRecord Judge(VerificationSignal[] signals, double seconds, VerificationRecord? last, int ticks = 0) =>
        Verification.Evaluate(signals, Moments.Start, last, Settle, Sustain, Long, Moments.After(seconds) + TimeSpan.FromTicks(ticks));
}
