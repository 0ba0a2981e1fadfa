namespace OpsAgent.StatesLanguage;

/// <summary>
/// Calls back at the due times of executions, with one timer for all of them. The callback reads the stored state, so an
/// entry whose deadline was moved or removed need not be cancelled.
/// </summary>
internal sealed class TimerQueue : IDisposable
{
    // A timer's longest delay is about 49 days.
    private static readonly TimeSpan MaxTimerDelay = TimeSpan.FromDays(1);

    private readonly Lock _gate = new();
    private readonly PriorityQueue<long, long> _due = new();
    private readonly Dictionary<long, long> _earliest = [];
    private readonly TimeProvider _clock;
    private readonly Action<long> _onDue;
    private readonly ITimer _timer;
    private long _timerDue = long.MaxValue;

    public TimerQueue(TimeProvider clock, Action<long> onDue)
    {
        (_clock, _onDue) = (clock, onDue);
        _timer = clock.CreateTimer(_ => OnTimer(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Schedule(long execution, DateTimeOffset due)
    {
        lock (_gate)
        {
            if (_earliest.TryGetValue(execution, out var earliest) && earliest <= due.UtcTicks)
            {
                return;
            }

            _earliest[execution] = due.UtcTicks;
            _due.Enqueue(execution, due.UtcTicks);
            SetTimer();
        }
    }

    public void Dispose() => _timer.Dispose();

    private void OnTimer()
    {
        var dueExecutions = new List<long>();
        lock (_gate)
        {
            _timerDue = long.MaxValue;
            var now = _clock.GetUtcNow().UtcTicks;
            while (_due.TryPeek(out var execution, out var due) && due <= now)
            {
                _due.Dequeue();
                if (_earliest.TryGetValue(execution, out var earliest) && earliest == due)
                {
                    _earliest.Remove(execution);
                    dueExecutions.Add(execution);
                }
            }

            SetTimer();
        }

        dueExecutions.ForEach(_onDue);
    }

    private void SetTimer()
    {
        if (!_due.TryPeek(out _, out var due) || due >= _timerDue)
        {
            return;
        }

        _timerDue = due;
        var delay = TimeSpan.FromTicks(Math.Max(0, due - _clock.GetUtcNow().UtcTicks));

        // A timer counts whole milliseconds; rounding down would let it fire once too early.
        delay = TimeSpan.FromMilliseconds(Math.Ceiling(delay.TotalMilliseconds));
        _timer.Change(delay < MaxTimerDelay ? delay : MaxTimerDelay, Timeout.InfiniteTimeSpan);
    }
}
