namespace OpsAgent.StatesLanguage;

/// <summary>
/// Runs executions: loads the stored state, lets the interpreter make a step, stores it, and then invokes functions and sets timers.
/// A waiting execution has nothing in memory but its timer.
/// </summary>
internal sealed class Executions : IAsyncDisposable
{
    private readonly WriteLoop _loop;
    private readonly StateMachineStore _machines;
    private readonly ExecutionStore _store;
    private readonly DefinitionCache _definitions;
    private readonly FunctionInvoker _invoker;
    private readonly MockConfig _mocks;
    private readonly StatesServerOptions _options;
    private readonly TimerQueue _timers;

    public Executions(WriteLoop loop, SqliteSession session, StatesServerOptions options, MockConfig mocks)
    {
        (_loop, _options, _mocks) = (loop, options, mocks);
        _machines = new StateMachineStore(session);
        _store = new ExecutionStore(session);
        _definitions = new DefinitionCache(_machines);
        _invoker = new FunctionInvoker(options, (id, attempt, outcome) => _loop.Post(() => OnFunctionReturned(id, attempt, outcome)));
        _timers = new TimerQueue(options.TimeProvider, id => _loop.Post(() => OnTimeElapsed(id)));
    }

    private DateTimeOffset Now => _options.TimeProvider.GetUtcNow();

    /// <summary>Resumes running executions after a start: sets their timers and repeats invocations whose outcome was not stored.</summary>
    public Task ResumeAsync() => _loop.ExecuteAsync(() =>
    {
        foreach (var (id, due, calling) in _store.Running())
        {
            ScheduleTimer(id, due);
            if (calling && Load(_store.ById(id)) is { } loaded)
            {
                InvokeFunction(id, Interpreter.Resume(loaded.Definition, loaded.State));
            }
        }

        return true;
    });

    /// <exception cref="ApiErrorException">The errors of StartExecution.</exception>
    public Task<ExecutionRow> StartAsync(StartRequest request) => _loop.ExecuteAsync(() => Start(request));

    /// <returns>When the execution stopped. One that had ended before stays unchanged.</returns>
    public Task<DateTimeOffset> StopAsync(string arn, string? error, string? cause) => _loop.ExecuteAsync(() =>
    {
        var row = _store.ByArn(arn) ?? throw ApiErrors.NoExecution(arn);
        if (Load(row) is not { } running)
        {
            return row.StoppedAt ?? row.StartedAt;
        }

        var now = Now;
        Save(row, Interpreter.Stop(running.Definition, running.Info, running.State, error, cause, now), now);
        return now;
    });

    /// <returns>False if the task has ended. A deadline in the past counts as a timeout even if its timer has not fired yet.</returns>
    public Task<bool> CallbackAsync(string token, TaskCallback callback) => _loop.ExecuteAsync(() =>
    {
        if (Load(_store.ByToken(token)) is not { } open)
        {
            return false;
        }

        var now = Now;
        var late = Interpreter.OnTimeElapsed(open.Definition, open.Info, open.State, now);
        Save(open.Row, late ?? Interpreter.OnCallback(open.Definition, open.Info, open.State, token, callback, now), now);
        return late is null;
    });

    public async ValueTask DisposeAsync()
    {
        _timers.Dispose();
        await _invoker.DisposeAsync().ConfigureAwait(false);
    }

    private ExecutionRow Start(StartRequest request)
    {
        var machine = _machines.Find(request.StateMachineArn) ?? throw ApiErrors.NoMachine(request.StateMachineArn);
        if (machine.Deleting)
        {
            throw ApiErrors.MachineDeleting(machine.Arn);
        }

        _ = _mocks.GetCase(machine.Name, request.TestCase);
        var name = request.Name ?? Ids.NewUuid();
        var arn = Arns.ForExecution(_options, machine.Name, name);
        if (_store.ByArn(arn) is { } existing)
        {
            return existing.IsRunning && existing.Input == request.Input ? existing : throw ApiErrors.ExecutionExists(arn);
        }

        var row = new ExecutionRow(
            0, arn, machine.Arn, machine.Revision, name, "RUNNING", Now, null, request.Input, null, null, null, request.TraceHeader, request.TestCase, null);
        row = row with { Id = _store.Insert(row) };
        var revision = _definitions.Get(row.Revision);
        Save(row, Interpreter.Start(revision.Definition, Info(row, revision)), row.StartedAt);
        return row;
    }

    private void OnTimeElapsed(long id)
    {
        if (Load(_store.ById(id)) is not { } running)
        {
            return;
        }

        var now = Now;
        var step = Interpreter.OnTimeElapsed(running.Definition, running.Info, running.State, now);
        if (step is null)
        {
            ScheduleTimer(id, running.State.Due);
        }

        Save(running.Row, step, now);
    }

    private void OnFunctionReturned(long id, int attempt, FunctionOutcome outcome)
    {
        if (Load(_store.ById(id)) is { } running)
        {
            var now = Now;
            Save(running.Row, Interpreter.OnFunctionReturned(running.Definition, running.Info, running.State, attempt, outcome, now), now);
        }
    }

    private void Save(ExecutionRow row, Step? step, DateTimeOffset now)
    {
        if (step is null)
        {
            return;
        }

        _store.Save(row.Id, step, now);
        if (!step.State.IsRunning)
        {
            _machines.RemoveIfDeletedAndIdle(row.StateMachineArn);
        }

        ScheduleTimer(row.Id, step.State.Due);
        InvokeFunction(row.Id, step.Invocation);
    }

    private void ScheduleTimer(long id, DateTimeOffset? due)
    {
        if (due is { } moment)
        {
            _loop.AfterCommit(() => _timers.Schedule(id, moment));
        }
    }

    private void InvokeFunction(long id, FunctionInvocation? invocation)
    {
        if (invocation is not null)
        {
            _loop.AfterCommit(() => _invoker.Invoke(id, invocation));
        }
    }

    private LoadedExecution? Load(ExecutionRow? row)
    {
        if (row is not { IsRunning: true, State: { } state })
        {
            return null;
        }

        var revision = _definitions.Get(row.Revision);
        return new LoadedExecution(row, revision.Definition, Info(row, revision), ExecutionStateJson.Read(state));
    }

    private ExecutionInfo Info(ExecutionRow row, CachedRevision revision) => new(
        row.Arn,
        row.Name,
        row.Input,
        row.StartedAt,
        row.StateMachineArn,
        revision.MachineName,
        revision.Role,
        _options.Region,
        _options.WaitTimeScale,
        _mocks.FindCase(revision.MachineName, row.TestCase));
}
