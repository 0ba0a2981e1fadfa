namespace OpsAgent.StatesLanguage;

/// <summary>
/// An execution keeps the revision it was started with, so that updating a machine never changes what runs.
/// Times are ticks of UTC. <c>state</c> is the interpreter's, written with the events that led to it.
/// </summary>
internal static class Schema
{
    private const long Version = 1;

    private const string Tables = """
        CREATE TABLE machines(
            arn TEXT PRIMARY KEY, name TEXT NOT NULL, revision INTEGER NOT NULL, created INTEGER NOT NULL,
            deleting INTEGER NOT NULL DEFAULT 0, logging TEXT, tracing TEXT) WITHOUT ROWID;
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
        PRAGMA user_version = 1;
        """;

    /// <exception cref="InvalidDataException">The file is of a newer engine.</exception>
    public static void Prepare(SqliteSession session)
    {
        var version = session.Query("PRAGMA user_version", reader => reader.GetInt64(0))[0];
        if (version == 0)
        {
            session.Execute("BEGIN IMMEDIATE");
            session.Execute(Tables);
            session.Execute("COMMIT");
        }
        else if (version != Version)
        {
            throw new InvalidDataException($"The data file is of version {version}; this engine reads version {Version}.");
        }
    }
}
