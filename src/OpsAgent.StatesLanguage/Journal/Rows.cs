using Microsoft.Data.Sqlite;

namespace OpsAgent.StatesLanguage;

/// <summary>The SELECT statements and the mapping of their columns to rows.</summary>
internal static class Rows
{
    public const string Machine = """
        SELECT m.arn, m.name, m.revision, m.created, m.deleting, m.logging, m.tracing, r.definition, r.role, r.revision_id, r.updated, m.tags
        FROM machines m JOIN revisions r ON r.id = m.revision
        """;

    public const string Execution = """
        SELECT id, arn, machine, revision, name, status, started, stopped, input, output, error, cause, trace, test_case, state FROM executions
        """;

    public const string Event = "SELECT id, previous, type, at, member, details FROM events";

    public static StateMachineRow ReadMachine(SqliteDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetInt64(2), At(row, 3)!.Value, row.GetInt64(4) != 0, Text(row, 5), Text(row, 6),
        row.GetString(7), row.GetString(8), Text(row, 9), At(row, 10)!.Value, Text(row, 11));

    public static ExecutionRow ReadExecution(SqliteDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetInt64(3), row.GetString(4), row.GetString(5), At(row, 6)!.Value,
        At(row, 7), row.GetString(8), Text(row, 9), Text(row, 10), Text(row, 11), Text(row, 12), Text(row, 13), Text(row, 14));

    public static EventRow ReadEvent(SqliteDataReader row) =>
        new(row.GetInt32(0), row.GetInt32(1), row.GetString(2), At(row, 3)!.Value, Text(row, 4), Text(row, 5));

    private static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static DateTimeOffset? At(SqliteDataReader row, int column) =>
        row.IsDBNull(column) ? null : new DateTimeOffset(row.GetInt64(column), TimeSpan.Zero);
}
