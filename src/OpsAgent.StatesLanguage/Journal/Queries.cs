namespace OpsAgent.StatesLanguage;

/// <summary>Reads what is committed, on a connection of its own, so that a reader never waits for the write loop.</summary>
internal sealed class Queries(string file) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SqliteSession _session = new(file);

    public MachineRow? Machine(string arn) => One(
        session => session.Query($"{Rows.Machine} WHERE m.arn = $arn", Rows.ReadMachine, ("$arn", arn)));

    /// <summary>By name, beginning after <paramref name="after"/>.</summary>
    public List<MachineRow> Machines(string after, int count) => Ask(session => session.Query(
        $"{Rows.Machine} WHERE m.name > $after ORDER BY m.name LIMIT $count", Rows.ReadMachine, ("$after", after), ("$count", count)));

    public ExecutionRow? Execution(string arn) => One(
        session => session.Query($"{Rows.Execution} WHERE arn = $arn", Rows.ReadExecution, ("$arn", arn)));

    /// <summary>Newest first, beginning before the id <paramref name="before"/>.</summary>
    public List<ExecutionRow> Executions(string machine, string? status, long before, int count) => Ask(session => session.Query(
        $"{Rows.Execution} WHERE machine = $machine AND id < $before AND ($status IS NULL OR status = $status) ORDER BY id DESC LIMIT $count",
        Rows.ReadExecution,
        ("$machine", machine),
        ("$status", status),
        ("$before", before),
        ("$count", count)));

    /// <summary>The revision an execution runs; the machine's own row may be newer or gone.</summary>
    public MachineRow? MachineOf(ExecutionRow execution) => One(session => session.Query(
        """
        SELECT r.machine, r.name, r.id, r.updated, 0, m.logging, m.tracing, r.definition, r.role, r.revision_id, r.updated
        FROM revisions r LEFT JOIN machines m ON m.arn = r.machine WHERE r.id = $id
        """,
        Rows.ReadMachine,
        ("$id", execution.Revision)));

    public List<EventRow> Events(long execution, int after, int count) => Ask(session => session.Query(
        $"{Rows.Event} WHERE execution = $execution AND id > $after ORDER BY id LIMIT $count",
        Rows.ReadEvent,
        ("$execution", execution),
        ("$after", after),
        ("$count", count)));

    public List<EventRow> EventsBackwards(long execution, int before, int count) => Ask(session => session.Query(
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

    private T? One<T>(Func<SqliteSession, List<T>> query)
        where T : class => Ask(query).FirstOrDefault();

    private T Ask<T>(Func<SqliteSession, T> query)
    {
        lock (_gate)
        {
            return query(_session);
        }
    }
}
