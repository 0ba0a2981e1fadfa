namespace OpsAgent.TestKit;

/// <summary>The times that tests share. Nothing reads a real clock.</summary>
public static class Moments
{
    public static readonly DateTimeOffset Start = new(2026, 3, 14, 9, 0, 0, TimeSpan.Zero);

    public static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    public static DateTimeOffset After(double seconds) => Start + TimeSpan.FromSeconds(seconds);
}
