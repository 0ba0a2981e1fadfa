namespace OpsAgent.Core.Rates;

/// <summary>One minute, aligned to the clock.</summary>
public readonly record struct RateWindow
{
    private RateWindow(DateTimeOffset start) => Start = start;

    public static TimeSpan Length { get; } = TimeSpan.FromMinutes(1);

    public DateTimeOffset Start { get; }

    /// <summary>Exclusive.</summary>
    public DateTimeOffset End => Start + Length;

    public static RateWindow At(DateTimeOffset now) => new(new DateTimeOffset(now.UtcTicks - (now.UtcTicks % Length.Ticks), TimeSpan.Zero));
}
