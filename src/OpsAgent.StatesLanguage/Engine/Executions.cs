namespace OpsAgent.StatesLanguage;

/// <summary>
/// Drives executions: loads the stored state, lets the interpreter make a step, stores it, and acts once it is stored.
/// Nothing of a waiting execution is in memory but its reminder.
/// </summary>
internal sealed class Executions : IAsyncDisposable
{
    private readonly WriteLoop _loop;
    private readonly MachineStore _machines;
    private readonly ExecutionStore _store;
    private readonly DefinitionCache _definitions;
    private readonly FunctionCaller _caller;
    private readonly MockConfig _mocks;
    private readonly StatesServerOptions _options;
    private readonly TimerQueue _timers;

    public Executions(WriteLoop loop, SqliteSession session, StatesServerOptions options, MockConfig mocks)
    {
        (_loop, _options, _mocks) = (loop, options, mocks);
        _machines = new MachineStore(session);
        _store = new ExecutionStore(session);
        _definitions = new DefinitionCache(_machines);
        _caller = new FunctionCaller(options, (id, attempt, outcome) => _loop.Post(() => Answered(id, attempt, outcome)));
        _timers = new TimerQueue(options.TimeProvider, id => _loop.Post(() => TimePassed(id)));
    }

    private DateTimeOffset Now => _options.TimeProvider.GetUtcNow();

    /// <summary>Takes up whatever was running: reminders at their original times, and calls whose answer was never stored.</summary>
    public Task ResumeAsync() => _loop.DoAsync(() =>
    {
        foreach (var (id, due, calling) in _store.Running())
        {
            Remind(id, due);
            if (calling && Load(_store.ById(id)) is { } loaded)
            {
                Begin(id, Interpreter.Resume(loaded.Definition, loaded.State));
            }
        }

        return true;
    });

    /// <exception cref="RefusalException">As StartExecution refuses.</exception>
    public Task<ExecutionRow> StartAsync(StartRequest request) => _loop.DoAsync(() => Start(request));

    /// <returns>When the execution stopped; one that had ended already stays as it was.</returns>
    public Task<DateTimeOffset> StopAsync(string arn, string? error, string? cause) => _loop.DoAsync(() =>
    {
        var row = _store.ByArn(arn) ?? throw Refusals.NoExecution(arn);
        if (Load(row) is not { } running)
        {
            return row.Stopped ?? row.Started;
        }

        var now = Now;
        Save(row, Interpreter.Stop(running.Definition, running.Facts, running.State, error, cause, now), now);
        return now;
    });

    /// <returns>False if the token's task is over. A deadline that has passed decides, even if its timer has not rung yet.</returns>
    public Task<bool> AnswerAsync(string token, TaskAnswer answer) => _loop.DoAsync(() =>
    {
        if (Load(_store.ByToken(token)) is not { } open)
        {
            return false;
        }

        var now = Now;
        var late = Interpreter.TimePassed(open.Definition, open.Facts, open.State, now);
        Save(open.Row, late ?? Interpreter.TaskAnswered(open.Definition, open.Facts, open.State, token, answer, now), now);
        return late is null;
    });

    public async ValueTask DisposeAsync()
    {
        _timers.Dispose();
        await _caller.DisposeAsync().ConfigureAwait(false);
    }

    private ExecutionRow Start(StartRequest request)
    {
        var machine = _machines.Find(request.MachineArn) ?? throw Refusals.NoMachine(request.MachineArn);
        if (machine.Deleting)
        {
            throw Refusals.MachineDeleting(machine.Arn);
        }

        _ = _mocks.Case(machine.Name, request.TestCase);
        var name = request.Name ?? Ids.NewUuid();
        var arn = Arns.Execution(_options, machine.Name, name);
        if (_store.ByArn(arn) is { } known)
        {
            return known.IsRunning && known.Input == request.Input ? known : throw Refusals.ExecutionExists(arn);
        }

        var row = new ExecutionRow(
            0, arn, machine.Arn, machine.Revision, name, "RUNNING", Now, null, request.Input, null, null, null, request.Trace, request.TestCase, null);
        row = row with { Id = _store.Insert(row) };
        var revision = _definitions.Get(row.Revision);
        Save(row, Interpreter.Start(revision.Definition, Facts(row, revision)), row.Started);
        return row;
    }

    private void TimePassed(long id)
    {
        if (Load(_store.ById(id)) is not { } running)
        {
            return;
        }

        var now = Now;
        var step = Interpreter.TimePassed(running.Definition, running.Facts, running.State, now);
        if (step is null)
        {
            Remind(id, running.State.Due);
        }

        Save(running.Row, step, now);
    }

    private void Answered(long id, int attempt, FunctionOutcome outcome)
    {
        if (Load(_store.ById(id)) is { } running)
        {
            var now = Now;
            Save(running.Row, Interpreter.FunctionAnswered(running.Definition, running.Facts, running.State, attempt, outcome, now), now);
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
            _machines.RemoveIfDeletedAndIdle(row.Machine);
        }

        Remind(row.Id, step.State.Due);
        Begin(row.Id, step.Call);
    }

    private void Remind(long id, DateTimeOffset? due)
    {
        if (due is { } moment)
        {
            _loop.AfterCommit(() => _timers.Schedule(id, moment));
        }
    }

    private void Begin(long id, FunctionCall? call)
    {
        if (call is not null)
        {
            _loop.AfterCommit(() => _caller.Begin(id, call));
        }
    }

    private Loaded? Load(ExecutionRow? row)
    {
        if (row is not { IsRunning: true, State: { } state })
        {
            return null;
        }

        var revision = _definitions.Get(row.Revision);
        return new Loaded(row, revision.Definition, Facts(row, revision), ExecutionStateJson.Read(state));
    }

    private ExecutionFacts Facts(ExecutionRow row, CachedRevision revision) => new(
        row.Arn,
        row.Name,
        row.Input,
        row.Started,
        row.Machine,
        revision.MachineName,
        revision.Role,
        _options.Region,
        _options.WaitTimeScale,
        _mocks.CaseOrNothing(revision.MachineName, row.TestCase));
}
