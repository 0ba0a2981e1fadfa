using Microsoft.Data.Sqlite;

namespace OpsAgent.StatesLanguage;

/// <summary>One event of an execution as a data file keeps it, without its data.</summary>
/// <param name="State">The state that was entered or left; null for other events.</param>
public sealed record StoredEvent(int Id, string Type, DateTimeOffset At, string? State);

/// <summary>Reads the history of an execution from a data file, also beside the engine that works on it.</summary>
public static class StoredHistory
{
    /// <param name="file">The engine's data file.</param>
    /// <param name="name">The execution's name.</param>
    /// <returns>The events in order; empty where there is no such file or execution.</returns>
    /// <exception cref="DataFileException">The file cannot be read.</exception>
    public static IReadOnlyList<StoredEvent> Read(string file, string name)
    {
        if (!File.Exists(file))
        {
            return [];
        }

        try
        {
            using var session = new SqliteSession(file);
            return session.Query(
                """
                SELECT id, type, at, json_extract(details, '$.name') FROM events
                WHERE execution = (SELECT max(id) FROM executions WHERE name = $name) ORDER BY id
                """,
                row => new StoredEvent(row.GetInt32(0), row.GetString(1), new DateTimeOffset(row.GetInt64(2), TimeSpan.Zero), row.IsDBNull(3) ? null : row.GetString(3)),
                ("$name", name));
        }
        catch (SqliteException e)
        {
            throw DataFileException.Of(file, $"cannot be read ({e.Message})", e);
        }
    }
}
