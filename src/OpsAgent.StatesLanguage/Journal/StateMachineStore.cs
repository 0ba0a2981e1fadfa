namespace OpsAgent.StatesLanguage;

/// <summary>Reads and writes state machines and their revisions. Used on the write loop's thread only.</summary>
internal sealed class StateMachineStore(SqliteSession session)
{
    public StateMachineRow? Find(string arn) =>
        session.Query($"{Rows.Machine} WHERE m.arn = $arn", Rows.ReadMachine, ("$arn", arn)).FirstOrDefault();

    /// <summary>A revision stays readable after its state machine was deleted: its executions need it.</summary>
    public (string Definition, string Role, string MachineName) Revision(long id) => session.Query(
        "SELECT definition, role, name FROM revisions WHERE id = $id",
        row => (row.GetString(0), row.GetString(1), row.GetString(2)),
        ("$id", id))[0];

    public void Insert(StateMachineRow machine)
    {
        var revision = AddRevision(machine.Arn, machine.Name, machine.Definition, machine.Role, null, machine.Created);
        session.Execute(
            "INSERT INTO machines(arn, name, revision, created, logging, tracing, tags) VALUES($arn, $name, $revision, $created, $logging, $tracing, $tags)",
            ("$arn", machine.Arn),
            ("$name", machine.Name),
            ("$revision", revision),
            ("$created", machine.Created.UtcTicks),
            ("$logging", machine.Logging),
            ("$tracing", machine.Tracing),
            ("$tags", machine.Tags));
    }

    public void Update(StateMachineRow machine)
    {
        var revision = AddRevision(machine.Arn, machine.Name, machine.Definition, machine.Role, machine.RevisionId, machine.Updated);
        session.Execute(
            "UPDATE machines SET revision = $revision, logging = $logging, tracing = $tracing WHERE arn = $arn",
            ("$arn", machine.Arn),
            ("$revision", revision),
            ("$logging", machine.Logging),
            ("$tracing", machine.Tracing));
    }

    public void SetTags(string arn, string? tags) =>
        session.Execute("UPDATE machines SET tags = $tags WHERE arn = $arn", ("$arn", arn), ("$tags", tags));

    public void MarkDeleting(string arn) => session.Execute("UPDATE machines SET deleting = 1 WHERE arn = $arn", ("$arn", arn));

    /// <summary>Removes a state machine that is marked as deleting and has no running execution.</summary>
    public void RemoveIfDeletedAndIdle(string arn) => session.Execute(
        "DELETE FROM machines WHERE arn = $arn AND deleting = 1 AND NOT EXISTS(SELECT 1 FROM executions WHERE machine = $arn AND status = 'RUNNING')",
        ("$arn", arn));

    private long AddRevision(string arn, string name, string definition, string role, string? revisionId, DateTimeOffset updated)
    {
        session.Execute(
            "INSERT INTO revisions(machine, name, definition, role, revision_id, updated) VALUES($machine, $name, $definition, $role, $revisionId, $updated)",
            ("$machine", arn),
            ("$name", name),
            ("$definition", definition),
            ("$role", role),
            ("$revisionId", revisionId),
            ("$updated", updated.UtcTicks));
        return session.LastInsertedId();
    }
}
