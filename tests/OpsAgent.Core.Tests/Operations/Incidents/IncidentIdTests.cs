using OpsAgent.Core.Operations.Incidents;

namespace OpsAgent.Core.Tests.Operations.Incidents;

public sealed class IncidentIdTests
{
    [Theory]
    [InlineData(2026, 1, "INC-2026-0001")]
    [InlineData(2026, 9999, "INC-2026-9999")]
    [InlineData(2027, 10000, "INC-2027-10000")]
    public void Of_YearAndNumber_HasAtLeastFourDigitsAndIsReadBack(int year, long number, string text)
    {
        Assert.Equal(text, IncidentId.Of(year, number).Value);
        Assert.Equal(IncidentId.Of(year, number), IncidentId.TryParse(text));
    }

    [Fact]
    public void Of_NumberZero_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => IncidentId.Of(2026, 0));

    [Fact]
    public void TryParse_AsAPersonWritesIt_IsTheSameId() => Assert.Equal(IncidentId.Of(2026, 7), IncidentId.TryParse(" inc-2026-0007\n"));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("INC-2026-007")]
    [InlineData("INC-2026-00007")]
    [InlineData("INC-26-0007")]
    [InlineData("INC-2026-0007-1")]
    [InlineData("INC-2026-000a")]
    [InlineData("INC-2026-٠٠٠٧")]
    public void TryParse_AnythingElse_IsNull(string? text) => Assert.Null(IncidentId.TryParse(text));
}
