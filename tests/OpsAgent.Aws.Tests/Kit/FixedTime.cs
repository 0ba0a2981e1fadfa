namespace OpsAgent.Aws.Tests.Kit;

/// <summary>Another date, and the machine's own timers.</summary>
internal sealed class FixedTime(DateTimeOffset now) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => now;
}
