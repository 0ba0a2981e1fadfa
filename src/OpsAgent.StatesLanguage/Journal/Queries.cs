namespace OpsAgent.StatesLanguage;

/// <summary>Reads committed data on a connection of its own, so that a reader never waits for the write loop.</summary>
internal sealed class Queries(string file) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SqliteSession _session = new(file);

    public StateMachineRow? FindStateMachine(string arn) => FindOne(
        session => session.Query($"{Rows.Machine} WHERE m.arn = $arn", Rows.ReadMachine, ("$arn", arn)));

    /// <returns>In the order of their names, after the name <paramref name="after"/>.</returns>
    public List<StateMachineRow> ListStateMachines(string after, int count) => Run(session => session.Query(
        $"{Rows.Machine} WHERE m.name > $after ORDER BY m.name LIMIT $count", Rows.ReadMachine, ("$after", after), ("$count", count)));

    public ExecutionRow? FindExecution(string arn) => FindOne(
        session => session.Query($"{Rows.Execution} WHERE arn = $arn", Rows.ReadExecution, ("$arn", arn)));

    /// <returns>Newest first, those with an id below <paramref name="before"/>.</returns>
    public List<ExecutionRow> ListExecutions(string machine, string? status, long before, int count) => Run(session => session.Query(
        $"{Rows.Execution} WHERE machine = $machine AND id < $before AND ($status IS NULL OR status = $status) ORDER BY id DESC LIMIT $count",
        Rows.ReadExecution,
        ("$machine", machine),
        ("$status", status),
        ("$before", before),
        ("$count", count)));

    /// <returns>The state machine at the revision that the execution runs; the current revision may be newer or deleted.</returns>
    public StateMachineRow? FindStateMachineFor(ExecutionRow execution) => FindOne(session => session.Query(
        """
        SELECT r.machine, r.name, r.id, r.updated, 0, m.logging, m.tracing, r.definition, r.role, r.revision_id, r.updated, m.tags
        FROM revisions r LEFT JOIN machines m ON m.arn = r.machine WHERE r.id = $id
        """,
        Rows.ReadMachine,
        ("$id", execution.Revision)));

    public List<EventRow> ListEvents(long execution, int after, int count) => Run(session => session.Query(
        $"{Rows.Event} WHERE execution = $execution AND id > $after ORDER BY id LIMIT $count",
        Rows.ReadEvent,
        ("$execution", execution),
        ("$after", after),
        ("$count", count)));

    public List<EventRow> ListEventsBackwards(long execution, int before, int count) => Run(session => session.Query(
        $"{Rows.Event} WHERE execution = $execution AND id < $before ORDER BY id DESC LIMIT $count",
        Rows.ReadEvent,
        ("$execution", execution),
        ("$before", before),
        ("$count", count)));

    public void Dispose()
    {
        lock (_gate)
        {
            _session.Dispose();
        }
    }

    private T? FindOne<T>(Func<SqliteSession, List<T>> query)
        where T : class => Run(query).FirstOrDefault();

    private T Run<T>(Func<SqliteSession, T> query)
    {
        lock (_gate)
        {
            return query(_session);
        }
    }
}
