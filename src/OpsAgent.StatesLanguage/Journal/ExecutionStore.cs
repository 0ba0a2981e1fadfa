namespace OpsAgent.StatesLanguage;

/// <summary>Reads and writes executions and their events. Used on the write loop's thread only.</summary>
internal sealed class ExecutionStore(SqliteSession session)
{
    public ExecutionRow? ById(long id) => FindOne("id = $key", id);

    public ExecutionRow? ByArn(string arn) => FindOne("arn = $key", arn);

    /// <returns>Null when no running task has this token.</returns>
    public ExecutionRow? ByToken(string token) => FindOne("token = $key", token);

    public List<(long Id, DateTimeOffset? Due, bool Calling)> Running() => session.Query(
        "SELECT id, due, calling FROM executions WHERE status = 'RUNNING' ORDER BY id",
        row => (row.GetInt64(0), row.IsDBNull(1) ? (DateTimeOffset?)null : new DateTimeOffset(row.GetInt64(1), TimeSpan.Zero), row.GetInt64(2) != 0));

    public long Insert(ExecutionRow row)
    {
        session.Execute(
            """
            INSERT INTO executions(arn, machine, revision, name, status, started, input, trace, test_case)
            VALUES($arn, $machine, $revision, $name, $status, $started, $input, $trace, $testCase)
            """,
            ("$arn", row.Arn),
            ("$machine", row.StateMachineArn),
            ("$revision", row.Revision),
            ("$name", row.Name),
            ("$status", row.Status),
            ("$started", row.StartedAt.UtcTicks),
            ("$input", row.Input),
            ("$trace", row.TraceHeader),
            ("$testCase", row.TestCase));
        return session.LastInsertedId();
    }

    /// <summary>Stores the events of a step and the new state.</summary>
    public void Save(long id, Step step, DateTimeOffset now)
    {
        foreach (var historyEvent in step.Events)
        {
            session.Execute(
                "INSERT INTO events(execution, id, previous, type, at, member, details) VALUES($execution, $id, $previous, $type, $at, $member, $details)",
                ("$execution", id),
                ("$id", historyEvent.Id),
                ("$previous", historyEvent.PreviousId),
                ("$type", historyEvent.Type),
                ("$at", historyEvent.At.UtcTicks),
                ("$member", historyEvent.DetailsName),
                ("$details", historyEvent.Details is null ? null : JsonText.Write(historyEvent.Details)));
        }

        var state = step.State;
        session.Execute(
            """
            UPDATE executions SET status = $status, stopped = $stopped, output = $output, error = $error, cause = $cause,
                state = $state, due = $due, calling = $calling, token = $token
            WHERE id = $id
            """,
            ("$id", id),
            ("$status", state.Status.ToWireName()),
            ("$stopped", state.IsRunning ? null : now.UtcTicks),
            ("$output", state.Output),
            ("$error", state.Error),
            ("$cause", state.Cause),
            ("$state", state.IsRunning ? ExecutionStateJson.Write(state) : null),
            ("$due", state.Due?.UtcTicks),
            ("$calling", state.Phase is Phase.Calling ? 1 : 0),
            ("$token", state.Phase.OpenAttempt?.Token));
    }

    private ExecutionRow? FindOne(string condition, object key) =>
        session.Query($"{Rows.Execution} WHERE {condition}", Rows.ReadExecution, ("$key", key)).FirstOrDefault();
}
