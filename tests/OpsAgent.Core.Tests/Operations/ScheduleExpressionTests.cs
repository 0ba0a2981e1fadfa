using OpsAgent.Core.Operations.Ecs;

namespace OpsAgent.Core.Tests.Operations;

public sealed class ScheduleExpressionTests
{
    private static readonly DateTimeOffset From = new(2026, 11, 27, 10, 30, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("at(2026-11-27T18:00:00)", "UTC", "2026-11-27 18:00")]
    [InlineData("at(2026-11-27T18:00:00)", "Europe/Berlin", "2026-11-27 17:00")]
    [InlineData("at(2026-11-29T18:00:00)", "UTC", null)]
    [InlineData("at(2026-11-27T10:00:00)", "UTC", null)]
    [InlineData("cron(0 18 * * ? *)", "UTC", "2026-11-27 18:00")]
    [InlineData("cron(0 8 ? * MON-FRI *)", "America/New_York", "2026-11-27 13:00")]
    [InlineData("cron(0 8 ? * SAT,SUN *)", "UTC", "2026-11-28 08:00")]
    [InlineData("cron(0 9 ? * MON *)", "UTC", null)]
    [InlineData("cron(0/20 10-11 27 NOV ? 2026)", "UTC", "2026-11-27 10:40")]
    [InlineData("cron(0 18 * * ? 2025)", "UTC", null)]
    public void FirstDue_WithinADay_IsTheFirstTime(string expression, string zone, string? expected)
    {
        var (due, at) = ScheduleExpression.FirstDue(expression, zone, From, From.AddDays(1));

        Assert.Equal((expected is not null, expected), (due, at?.ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData("rate(1 hour)", "UTC")]
    [InlineData("cron(0 18 L * ? *)", "UTC")]
    [InlineData("cron(0 18 ? * 2#1 *)", "UTC")]
    [InlineData("cron(0 18 * * ? *)", "Mars/Olympus")]
    [InlineData("every now and then", "UTC")]
    public void FirstDue_OfWhatCannotBeWorkedOut_CountsAsDue(string expression, string zone) =>
        Assert.Equal((true, null), ScheduleExpression.FirstDue(expression, zone, From, From.AddDays(1)));
}
