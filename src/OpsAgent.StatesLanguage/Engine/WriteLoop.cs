using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace OpsAgent.StatesLanguage;

/// <summary>
/// The one writer. Work runs here one piece at a time, in order; pieces that wait together share a transaction.
/// What a piece asks for with <see cref="AfterCommit"/>, and its answer, come only after that transaction is stored:
/// that is how every event is journalled before it is acted on.
/// </summary>
internal sealed class WriteLoop : IAsyncDisposable
{
    private const int LargestBatch = 256;
    private const int ConstraintViolated = 19;
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

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

    public async Task<T> DoAsync<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        T? result = default;
        Add(new Work(() => result = work(), () => done.SetResult(result!), done.SetException));
        return await done.Task.ConfigureAwait(false);
    }

    /// <summary>Work that nobody waits for; it is tried again if it could not be stored.</summary>
    public void Post(Action work) => Add(Unattended(work));

    public void AfterCommit(Action action) => _afterCommit.Add(action);

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _running.ConfigureAwait(false);
    }

    private void Add(Work work)
    {
        if (!_queue.Writer.TryWrite(work))
        {
            work.Failed(new ObjectDisposedException(nameof(WriteLoop)));
        }
    }

    private Work Unattended(Action work) => new(work, () => { }, failure => _ = PostLaterAsync(work));

    private async Task PostLaterAsync(Action work)
    {
        await Task.Delay(PauseAfterFailure, _clock).ConfigureAwait(false);

        // When the loop has ended meanwhile, the stored state brings the work back at the next start.
        _queue.Writer.TryWrite(Unattended(work));
    }

    private async Task RunAsync()
    {
        var batch = new List<Work>();
        while (await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (batch.Count < LargestBatch && _queue.Reader.TryRead(out var work))
            {
                batch.Add(work);
            }

            RunBatch(batch);
            batch.Clear();
        }
    }

    private void RunBatch(List<Work> batch)
    {
        var refused = new HashSet<Work>(ReferenceEqualityComparer.Instance);
        try
        {
            _session.Execute("BEGIN IMMEDIATE");
            refused.UnionWith(batch.Where(work => !RunOne(work)));
            _session.Execute("COMMIT");
        }
        catch (SqliteException notStored)
        {
            // Nothing of this batch happened; whoever has not been told so yet is told now.
            _afterCommit.Clear();
            Undo();
            batch.Where(work => !refused.Contains(work)).ToList().ForEach(work => work.Failed(notStored));
            return;
        }

        var actions = _afterCommit.ToArray();
        _afterCommit.Clear();
        Array.ForEach(actions, action => action());
        batch.Where(work => !refused.Contains(work)).ToList().ForEach(work => work.Succeeded());
        Committed?.Invoke();
    }

    // A piece that fails takes only its own writes and wishes with it.
    private bool RunOne(Work work)
    {
        var wishes = _afterCommit.Count;
        _session.Execute("SAVEPOINT piece");
        try
        {
            work.Run();
            _session.Execute("RELEASE piece");
            return true;
        }
        catch (Exception failure) when (failure is not SqliteException { SqliteErrorCode: not ConstraintViolated })
        {
            _session.Execute("ROLLBACK TO piece");
            _session.Execute("RELEASE piece");
            _afterCommit.RemoveRange(wishes, _afterCommit.Count - wishes);
            work.Failed(failure);
            return false;
        }
    }

    private void Undo()
    {
        try
        {
            _session.Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
            // SQLite has rolled back by itself already; there is nothing left to undo.
        }
    }

    private sealed record Work(Action Run, Action Succeeded, Action<Exception> Failed);
}
