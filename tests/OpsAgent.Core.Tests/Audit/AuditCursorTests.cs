using OpsAgent.Core.Audit;

namespace OpsAgent.Core.Tests.Audit;

public sealed class AuditCursorTests
{
    private static readonly AuditCursor First = new("2026-11-23T03:12:00.000Z", "a", 2);

    public static TheoryData<AuditCursor> Later =>
        [new AuditCursor("2026-11-23T03:12:00.001Z", "a", 1), new AuditCursor("2026-11-23T03:12:00.000Z", "b", 1), new AuditCursor("2026-11-23T03:12:00.000Z", "a", 10)];

    [Theory]
    [MemberData(nameof(Later))]
    public void Compare_ALaterPlace_IsAfterByEveryOperator(AuditCursor later)
    {
        Assert.True(later > First && later >= First && First < later && First <= later);
        Assert.False(later < First || later <= First || First > later || First >= later);
        Assert.Equal((1, -1), (Math.Sign(later.CompareTo(First)), Math.Sign(First.CompareTo(later))));
    }

    [Fact]
    public void Compare_TheSamePlace_IsNeitherBeforeNorAfter()
    {
        var same = First with { };

        Assert.True(same <= First && same >= First);
        Assert.False(same < First || same > First);
        Assert.Equal((0, 1), (same.CompareTo(First), same.CompareTo(null)));
    }

    [Fact]
    public void Parse_WhatItSays_IsTheSamePlace()
    {
        Assert.True(AuditCursor.TryParse(First.Text(), out var place));
        Assert.Equal(First, place);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("2026-11-23T03:12:00.000Z_2_")]
    [InlineData("2026-11-23T03:12:00.000Z_-2_a")]
    [InlineData("2026-11-23_2_a")]
    [InlineData("2026-11-23T03:12:00.000Z_2_a\n")]
    [InlineData(" 2026-11-23T03:12:00.000Z_2_a")]
    public void Parse_WhatIsNoPlace_IsNone(string? text) => Assert.False(AuditCursor.TryParse(text, out _));
}
