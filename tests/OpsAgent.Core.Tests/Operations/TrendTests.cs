using OpsAgent.Core.Operations.CloudWatch;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Operations;

public sealed class TrendTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void Of_AStep_SaysWhenAndBetweenWhichLevels()
    {
        var trend = Of([.. Enumerable.Repeat(2.0, 40), .. Enumerable.Repeat(180.0, 20)]);
        Assert.Equal(new Trend(TrendDirection.StepUp, At(40), 2, 180), trend);
    }

    [Fact]
    public void Of_AStepDown_SaysSo() => Assert.Equal((TrendDirection.StepDown, At(58)), Place(Of([.. Enumerable.Repeat(3.0, 58), 1, 1])));

    [Fact]
    public void Of_ARampBetweenTwoLevels_IsASlopeFromATenthOfItsWay()
    {
        var trend = Of([.. Enumerable.Range(0, 60).Select(i => 46 + (50 * Math.Clamp((i - 20) / 25.0, 0, 1)))]);
        Assert.Equal((TrendDirection.Rising, At(23)), Place(trend));
        Assert.Equal((46, 96), (trend.Before, trend.After));
    }

    [Fact]
    public void Of_AFallingLine_IsASlope() => Assert.Equal(TrendDirection.Falling, Of([.. Enumerable.Range(0, 60).Select(i => 100.0 - i)]).Direction);

    [Fact]
    public void Of_Wavering_IsSteadyWhateverTheSeed()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            // One that is drawn by hand and differs for each seed, within a tenth of the level.
            var values = Enumerable.Range(0, 60).Select(i => 100 + (10 * Math.Sin((seed * 7.3) + (i * (1.7 + seed))))).ToArray();
            Assert.Equal(TrendDirection.Steady, Of(values).Direction);
        }
    }

    [Fact]
    public void Of_FewCountsThatComeAndGo_IsSteady() =>
        Assert.Equal(TrendDirection.Steady, Of([.. Enumerable.Range(0, 60).Select(i => (double)(i * 7 % 4))]).Direction);

    [Fact]
    public void Of_OnlyZeros_IsSteady() => Assert.Equal(new Trend(TrendDirection.Steady, null, 0, 0), Of(new double[60]));

    [Fact]
    public void Of_AShortPeakThatIsOver_IsSteady() =>
        Assert.Equal(TrendDirection.Steady, Of([.. Enumerable.Repeat(10.0, 30), 100, .. Enumerable.Repeat(10.0, 29)]).Direction);

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public void Of_FewPoints_IsUnknown(int count) =>
        Assert.Equal(TrendDirection.Unknown, Trend.Of(Points([.. Enumerable.Range(0, count).Select(i => i * 100.0)], At(0)), At(0), At(count), Minute).Direction);

    [Theory]
    [InlineData(15, TrendDirection.Steady)]
    [InlineData(16, TrendDirection.Began)]
    public void Of_PointsThatBeginLate_SayThatItBegan(int minutes, TrendDirection direction) =>
        Assert.Equal(direction, Trend.Of(Points([.. Enumerable.Repeat(7.0, 60 - minutes)], At(minutes)), At(0), At(60), Minute).Direction);

    [Theory]
    [InlineData(45, TrendDirection.Steady)]
    [InlineData(44, TrendDirection.Ended)]
    public void Of_PointsThatEndEarly_SayThatItEnded(int count, TrendDirection direction) =>
        Assert.Equal(direction, Trend.Of(Points([.. Enumerable.Repeat(7.0, count)], At(0)), At(0), At(60), Minute).Direction);

    private static DateTimeOffset At(int minute) => Moments.Start + (Minute * minute);

    private static (TrendDirection, DateTimeOffset?) Place(Trend trend) => (trend.Direction, trend.At);

    private static Trend Of(double[] values) => Trend.Of(Points(values, At(0)), At(0), At(values.Length), Minute);

    private static IReadOnlyList<MetricPoint> Points(double[] values, DateTimeOffset from) => [.. values.Select((v, i) => new MetricPoint(from + (Minute * i), v))];
}
