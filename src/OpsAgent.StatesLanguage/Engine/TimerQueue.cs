namespace OpsAgent.StatesLanguage;

/// <summary>
/// Wakes executions at their due times with one timer for all of them. An entry is a reminder, not a promise:
/// whoever is woken looks at the stored state, so that a moved or removed deadline needs no cancelling here.
/// </summary>
internal sealed class TimerQueue : IDisposable
{
    // Timers cannot sleep for longer than some weeks; a day is as good.
    private static readonly TimeSpan MaxSleep = TimeSpan.FromDays(1);

    private readonly Lock _gate = new();
    private readonly PriorityQueue<long, long> _due = new();
    private readonly Dictionary<long, long> _earliest = [];
    private readonly TimeProvider _clock;
    private readonly Action<long> _wake;
    private readonly ITimer _timer;
    private long _armedFor = long.MaxValue;

    public TimerQueue(TimeProvider clock, Action<long> wake)
    {
        (_clock, _wake) = (clock, wake);
        _timer = clock.CreateTimer(_ => Ring(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Schedule(long execution, DateTimeOffset due)
    {
        lock (_gate)
        {
            if (_earliest.TryGetValue(execution, out var known) && known <= due.UtcTicks)
            {
                return;
            }

            _earliest[execution] = due.UtcTicks;
            _due.Enqueue(execution, due.UtcTicks);
            Arm();
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Ring()
    {
        var woken = new List<long>();
        lock (_gate)
        {
            _armedFor = long.MaxValue;
            var now = _clock.GetUtcNow().UtcTicks;
            while (_due.TryPeek(out var execution, out var due) && due <= now)
            {
                _due.Dequeue();
                if (_earliest.TryGetValue(execution, out var known) && known == due)
                {
                    _earliest.Remove(execution);
                    woken.Add(execution);
                }
            }

            Arm();
        }

        woken.ForEach(_wake);
    }

    private void Arm()
    {
        if (!_due.TryPeek(out _, out var due) || due >= _armedFor)
        {
            return;
        }

        _armedFor = due;
        var sleep = TimeSpan.FromTicks(Math.Max(0, due - _clock.GetUtcNow().UtcTicks));

        // A timer counts whole milliseconds; rounding up spares a second ring.
        sleep = TimeSpan.FromMilliseconds(Math.Ceiling(sleep.TotalMilliseconds));
        _timer.Change(sleep < MaxSleep ? sleep : MaxSleep, Timeout.InfiniteTimeSpan);
    }
}
