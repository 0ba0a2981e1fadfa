using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Tests.Primitives;

public sealed class TimestampsTests
{
    [Fact]
    public void Text_AnyOffset_IsUtcInMilliseconds() =>
        Assert.Equal("2026-03-14T07:30:05.123Z", Timestamps.Text(new DateTimeOffset(2026, 3, 14, 9, 30, 5, TimeSpan.FromHours(2)).AddTicks(1_239_999)));

    [Theory]
    [InlineData("2026-03-14T07:30:05.123Z")]
    [InlineData("2026-03-14T09:30:05.123+02:00")]
    [InlineData("2026-03-14T07:30:05.123")]
    public void TryParse_IsoMoment_IsItInUtc(string text)
    {
        Assert.True(Timestamps.TryParse(text, out var moment));
        Assert.Equal(new DateTimeOffset(2026, 3, 14, 7, 30, 5, 123, TimeSpan.Zero), moment);
        Assert.Equal(TimeSpan.Zero, moment.Offset);
    }

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("2026-02-30T00:00:00Z")]
    public void TryParse_NoMoment_IsRefused(string text) => Assert.False(Timestamps.TryParse(text, out _));
}
