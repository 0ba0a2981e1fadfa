using OpsAgent.Core.Audit;

namespace OpsAgent.Core.Tests.Audit;

public sealed class AuditSearchTests
{
    private static readonly AuditSearch OfADay = new() { Day = new DateOnly(2026, 11, 23) };

    [Theory]
    [InlineData("""{"timestamp":"2026-11-23T03:12:00.000Z"}""", true)]
    [InlineData("""{"timestamp":"2026-11-24T03:12:00.000Z"}""", false)]
    [InlineData("""{"timestamp":20261123}""", false)]
    [InlineData("""{"timestamp":null}""", false)]
    [InlineData("{}", false)]
    [InlineData("""["2026-11-23T03:12:00.000Z"]""", false)]
    [InlineData("spoilt", false)]
    [InlineData("""{"timestamp":"2026-11-23T03:12:00.000Z","event_type":"\ud83d"}""", false)]
    public void Matches_AnEventThatMayBeSpoilt_CountsOnlyWhatCanBeRead(string body, bool matches) =>
        Assert.Equal(matches, OfADay.Matches(new AuditEvent("chain", 1, body, "hash")));
}
