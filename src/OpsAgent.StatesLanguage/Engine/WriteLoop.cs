using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace OpsAgent.StatesLanguage;

/// <summary>
/// The only writer of the database. Work items run one at a time, in order; items that wait together share a transaction.
/// Actions registered with <see cref="AfterCommit"/>, and the results, follow the commit: every event is stored before it is acted on.
/// </summary>
internal sealed class WriteLoop : IAsyncDisposable
{
    private const int MaxBatchSize = 256;
    private const int SqliteConstraint = 19;
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly Channel<Work> _queue = Channel.CreateUnbounded<Work>(new UnboundedChannelOptions { SingleReader = true });
    private readonly SqliteSession _session;
    private readonly TimeProvider _clock;
    private readonly List<Action> _afterCommit = [];
    private readonly Task _running;

    public WriteLoop(SqliteSession session, TimeProvider clock)
    {
        (_session, _clock) = (session, clock);
        _running = Task.Run(RunAsync);
    }

    /// <summary>Raised after each commit, on the loop's thread.</summary>
    public event Action? Committed;

    public async Task<T> ExecuteAsync<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        T? result = default;
        Enqueue(new Work(() => result = work(), () => done.SetResult(result!), done.SetException));
        return await done.Task.ConfigureAwait(false);
    }

    /// <summary>Work without a result; retried until it could be stored.</summary>
    public void Post(Action work) => Enqueue(RetriedWork(work));

    public void AfterCommit(Action action) => _afterCommit.Add(action);

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _running.ConfigureAwait(false);
    }

    private void Enqueue(Work work)
    {
        if (!_queue.Writer.TryWrite(work))
        {
            work.Failed(new ObjectDisposedException(nameof(WriteLoop)));
        }
    }

    private Work RetriedWork(Action work) => new(work, () => { }, failure => _ = RetryLaterAsync(work));

    private async Task RetryLaterAsync(Action work)
    {
        await Task.Delay(RetryDelay, _clock).ConfigureAwait(false);

        // If the loop has ended meanwhile, ResumeAsync repeats the work at the next start.
        _queue.Writer.TryWrite(RetriedWork(work));
    }

    private async Task RunAsync()
    {
        var batch = new List<Work>();
        while (await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (batch.Count < MaxBatchSize && _queue.Reader.TryRead(out var work))
            {
                batch.Add(work);
            }

            RunBatch(batch);
            batch.Clear();
        }
    }

    private void RunBatch(List<Work> batch)
    {
        var failed = new HashSet<Work>(ReferenceEqualityComparer.Instance);
        try
        {
            _session.Execute("BEGIN IMMEDIATE");
            failed.UnionWith(batch.Where(work => !RunOne(work)));
            _session.Execute("COMMIT");
        }
        catch (SqliteException exception)
        {
            // The whole batch was rolled back; items that failed by themselves have been completed already.
            _afterCommit.Clear();
            Rollback();
            batch.Where(work => !failed.Contains(work)).ToList().ForEach(work => work.Failed(exception));
            return;
        }

        var actions = _afterCommit.ToArray();
        _afterCommit.Clear();
        Array.ForEach(actions, action => action());
        batch.Where(work => !failed.Contains(work)).ToList().ForEach(work => work.Succeeded());
        Committed?.Invoke();
    }

    // A failed item is rolled back alone, with its after-commit actions.
    private bool RunOne(Work work)
    {
        var actionsBefore = _afterCommit.Count;
        _session.Execute("SAVEPOINT piece");
        try
        {
            work.Run();
            _session.Execute("RELEASE piece");
            return true;
        }
        catch (Exception failure) when (failure is not SqliteException { SqliteErrorCode: not SqliteConstraint })
        {
            _session.Execute("ROLLBACK TO piece");
            _session.Execute("RELEASE piece");
            _afterCommit.RemoveRange(actionsBefore, _afterCommit.Count - actionsBefore);
            work.Failed(failure);
            return false;
        }
    }

    private void Rollback()
    {
        try
        {
            _session.Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
            // SQLite has rolled back by itself already.
        }
    }

    private sealed record Work(Action Run, Action Succeeded, Action<Exception> Failed);
}
