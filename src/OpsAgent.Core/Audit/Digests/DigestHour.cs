namespace OpsAgent.Core.Audit.Digests;

/// <summary>The hours of digests, in UTC.</summary>
internal static class DigestHour
{
    /// <returns>The first moment of the hour.</returns>
    public static DateTimeOffset Of(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);
}
