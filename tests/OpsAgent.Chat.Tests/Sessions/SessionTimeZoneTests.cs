using OpsAgent.Chat.Sessions;

namespace OpsAgent.Chat.Tests.Sessions;

public sealed class SessionTimeZoneTests
{
    [Theory]
    [InlineData(null, 0)]
    [InlineData("UTC", 0)]
    [InlineData("Etc/UTC", 0)]
    [InlineData("Z", 0)]
    [InlineData("+02:00", 120)]
    [InlineData("-09:30", -570)]
    [InlineData("+14:00", 840)]
    [InlineData("Europe/Berlin", 60)]
    [InlineData("America/Argentina/Buenos_Aires", -180)]
    public void Find_AZone_KnowsItsOffset(string? text, int minutes) =>
        Assert.Equal(TimeSpan.FromMinutes(minutes), SessionTimeZone.Find(text)!.GetUtcOffset(new DateTime(2026, 1, 15, 12, 0, 0, DateTimeKind.Utc)));

    [Theory]
    [InlineData("")]
    [InlineData("+14:01")]
    [InlineData("+2")]
    [InlineData("+02:00:00")]
    [InlineData("02:00")]
    [InlineData("Europe/Atlantis")]
    [InlineData("../../etc/passwd")]
    [InlineData("Europe/../Europe/Berlin")]
    public void Find_WhatIsNoZone_IsNull(string text) => Assert.Null(SessionTimeZone.Find(text));
}
