namespace OpsAgent.TestKit;

/// <summary>
/// A clock on which every wait is over at once and shows afterwards: what polls runs through without a second thread.
/// Where a test moves the time itself, FakeTimeProvider serves.
/// </summary>
public sealed class LeapingTime(DateTimeOffset start) : TimeProvider
{
    private long _ticks = start.UtcTicks;

    public LeapingTime()
        : this(Moments.Start)
    {
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public void Advance(TimeSpan time) => Interlocked.Add(ref _ticks, time.Ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime >= TimeSpan.Zero)
        {
            Advance(dueTime);
            callback(state);
        }

        return new Spent();
    }

    private sealed class Spent : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => false;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
