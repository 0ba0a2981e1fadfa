namespace OpsAgent.StatesLanguage;

/// <summary>
/// An execution keeps the revision it was started with, so that updating a machine never changes what runs.
/// Times are ticks of UTC. <c>state</c> is the interpreter's, written with the events that led to it.
/// </summary>
internal static class Schema
{
    private const long Version = 2;

    private const string Tables = """
        CREATE TABLE machines(
            arn TEXT PRIMARY KEY, name TEXT NOT NULL, revision INTEGER NOT NULL, created INTEGER NOT NULL,
            deleting INTEGER NOT NULL DEFAULT 0, logging TEXT, tracing TEXT, tags TEXT) WITHOUT ROWID;
        CREATE TABLE revisions(
            id INTEGER PRIMARY KEY, machine TEXT NOT NULL, name TEXT NOT NULL, definition TEXT NOT NULL, role TEXT NOT NULL,
            revision_id TEXT, updated INTEGER NOT NULL);
        CREATE TABLE executions(
            id INTEGER PRIMARY KEY, arn TEXT NOT NULL UNIQUE, machine TEXT NOT NULL, revision INTEGER NOT NULL, name TEXT NOT NULL,
            status TEXT NOT NULL, started INTEGER NOT NULL, stopped INTEGER, input TEXT NOT NULL, output TEXT, error TEXT, cause TEXT,
            trace TEXT, test_case TEXT, state TEXT, due INTEGER, calling INTEGER NOT NULL DEFAULT 0, token TEXT);
        CREATE INDEX executions_by_machine ON executions(machine, id);
        CREATE INDEX executions_running ON executions(machine) WHERE status = 'RUNNING';
        CREATE UNIQUE INDEX executions_by_token ON executions(token) WHERE token IS NOT NULL;
        CREATE TABLE events(
            execution INTEGER NOT NULL, id INTEGER NOT NULL, previous INTEGER NOT NULL, type TEXT NOT NULL, at INTEGER NOT NULL,
            member TEXT, details TEXT, PRIMARY KEY(execution, id)) WITHOUT ROWID;
        PRAGMA user_version = 2;
        """;

    private const string FromVersion1 = """
        ALTER TABLE machines ADD COLUMN tags TEXT;
        PRAGMA user_version = 2;
        """;

    private static readonly string[] TableNames = ["events", "executions", "machines", "revisions"];

    /// <returns>Null when the file is ready, or what is wrong with it.</returns>
    public static string? Prepare(SqliteSession session)
    {
        var version = session.Query("PRAGMA user_version", reader => reader.GetInt64(0))[0];
        var tables = session.Query("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name", reader => reader.GetString(0));
        if (version == 0)
        {
            if (tables.Count > 0)
            {
                return "is of another program";
            }

            ExecuteAtOnce(session, Tables);
        }
        else if (version is not (1 or Version))
        {
            return $"has version {version} and this engine reads version {Version}";
        }
        else if (!TableNames.SequenceEqual(tables, StringComparer.Ordinal))
        {
            return "is of another program";
        }

        if (session.Query("PRAGMA quick_check(1)", reader => reader.GetString(0))[0] != "ok")
        {
            return "is damaged";
        }

        if (version == 1)
        {
            ExecuteAtOnce(session, FromVersion1);
        }

        // WAL keeps what was committed when the process is killed: the pages are the operating system's by then.
        session.Execute("PRAGMA journal_mode=WAL");
        return null;
    }

    private static void ExecuteAtOnce(SqliteSession session, string statements)
    {
        session.Execute("BEGIN IMMEDIATE");
        session.Execute(statements);
        session.Execute("COMMIT");
    }
}
