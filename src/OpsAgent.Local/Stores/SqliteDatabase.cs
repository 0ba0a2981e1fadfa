using Microsoft.Data.Sqlite;

using OpsAgent.StatesLanguage;

namespace OpsAgent.Local.Stores;

/// <summary>
/// The one SQLite file of a local run. One connection behind a lock: SQLite has one writer anyway, and its calls do
/// not wait on anything but the disk.
/// </summary>
public sealed class SqliteDatabase : IDisposable
{
    // Of the schema. Files of the first versions have the number 0; what they lack is added when they are opened.
    private const int Version = 1;

    private const string Schema = """
        CREATE TABLE IF NOT EXISTS proposals (
            id TEXT PRIMARY KEY, version INTEGER NOT NULL, status TEXT NOT NULL, target TEXT NOT NULL,
            created_at TEXT NOT NULL, body TEXT NOT NULL);
        CREATE INDEX IF NOT EXISTS proposals_by_status ON proposals (status, created_at);
        CREATE INDEX IF NOT EXISTS proposals_by_target ON proposals (target, created_at);
        CREATE TABLE IF NOT EXISTS tokens (hash TEXT PRIMARY KEY, proposal_id TEXT NOT NULL);
        CREATE TABLE IF NOT EXISTS leases (target TEXT PRIMARY KEY, proposal_id TEXT NOT NULL);
        CREATE TABLE IF NOT EXISTS target_changes (
            target TEXT NOT NULL, operation TEXT NOT NULL, proposal_id TEXT NOT NULL, status TEXT NOT NULL, at TEXT NOT NULL,
            PRIMARY KEY (target, operation)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS budgets (key TEXT PRIMARY KEY, version INTEGER NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS decisions (
            proposal_id TEXT NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL, signature TEXT NOT NULL, PRIMARY KEY (proposal_id, kind)) WITHOUT ROWID;
        CREATE TRIGGER IF NOT EXISTS decisions_are_final BEFORE UPDATE ON decisions BEGIN SELECT RAISE(ABORT, 'decisions are final'); END;
        CREATE TRIGGER IF NOT EXISTS decisions_are_kept BEFORE DELETE ON decisions BEGIN SELECT RAISE(ABORT, 'decisions are kept'); END;
        CREATE TABLE IF NOT EXISTS idempotency (
            user_id TEXT NOT NULL, key TEXT NOT NULL, proposal_id TEXT NOT NULL, PRIMARY KEY (user_id, key));
        CREATE TABLE IF NOT EXISTS audit (
            chain TEXT NOT NULL, sequence INTEGER NOT NULL, body TEXT NOT NULL, hash TEXT NOT NULL, PRIMARY KEY (chain, sequence));
        CREATE TRIGGER IF NOT EXISTS audit_is_final BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit events are final'); END;
        CREATE TRIGGER IF NOT EXISTS audit_is_kept BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit events are kept'); END;
        CREATE VIEW IF NOT EXISTS audit_by_time AS
            SELECT chain, sequence, body, hash, json_extract(body, '$.timestamp') AS at FROM audit WHERE json_valid(body);
        CREATE TABLE IF NOT EXISTS digests (number INTEGER PRIMARY KEY, body TEXT NOT NULL, signature TEXT NOT NULL);
        CREATE TABLE IF NOT EXISTS digest_parts (number INTEGER NOT NULL, place INTEGER NOT NULL, text TEXT NOT NULL, PRIMARY KEY (number, place)) WITHOUT ROWID;
        CREATE TRIGGER IF NOT EXISTS digests_are_final BEFORE UPDATE ON digests BEGIN SELECT RAISE(ABORT, 'digests are final'); END;
        CREATE TRIGGER IF NOT EXISTS digests_are_kept BEFORE DELETE ON digests BEGIN SELECT RAISE(ABORT, 'digests are kept'); END;
        CREATE TRIGGER IF NOT EXISTS digest_parts_are_final BEFORE UPDATE ON digest_parts BEGIN SELECT RAISE(ABORT, 'digests are final'); END;
        CREATE TRIGGER IF NOT EXISTS digest_parts_are_kept BEFORE DELETE ON digest_parts BEGIN SELECT RAISE(ABORT, 'digests are kept'); END;
        CREATE TABLE IF NOT EXISTS counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS rates (start INTEGER NOT NULL, key TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (start, key)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS places (name TEXT PRIMARY KEY, place TEXT);
        CREATE TABLE IF NOT EXISTS reconciler_lease (id INTEGER PRIMARY KEY CHECK (id = 1), run TEXT NOT NULL, ends_at TEXT NOT NULL);
        CREATE TABLE IF NOT EXISTS incidents (
            id TEXT PRIMARY KEY, year INTEGER NOT NULL, number INTEGER NOT NULL, user_id TEXT NOT NULL, key TEXT, body TEXT NOT NULL,
            UNIQUE (user_id, key));
        CREATE INDEX IF NOT EXISTS incidents_by_number ON incidents (year, number);
        CREATE TABLE IF NOT EXISTS sessions (
            owner TEXT NOT NULL, id TEXT NOT NULL, expires_at INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (owner, id)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
        CREATE TABLE IF NOT EXISTS cloud_writes (
            id INTEGER PRIMARY KEY, at TEXT NOT NULL, action TEXT NOT NULL, resource TEXT NOT NULL, source_identity TEXT NOT NULL, value INTEGER);
        """;

    // Version 1 keeps with each target what was last executed on it; before, only the proposals had it.
    private const string FromVersion0 = """
        INSERT OR IGNORE INTO target_changes (target, operation, proposal_id, status, at)
            SELECT target, json_extract(body, '$.plan.operation') AS operation, id, json_extract(body, '$.execution.status'), max(json_extract(body, '$.execution.at'))
            FROM proposals
            WHERE json_valid(body) AND json_extract(body, '$.execution.status') IN ('EXECUTED', 'OUTCOME_UNKNOWN')
            GROUP BY target, operation;
        """;

    private readonly SqliteConnection _connection;
    private readonly Lock _gate = new();

    /// <summary>SQLite's name for a database without a file, which ends with its connection.</summary>
    public const string InMemory = ":memory:";

    /// <exception cref="DataFileException">The file is damaged, of another program, or of a newer version.</exception>
    public SqliteDatabase(string file)
    {
        if (file != InMemory)
        {
            PrivateFiles.CreateDatabase(file);
        }

        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        try
        {
            _connection.Open();
            if (FindProblem() is { } problem)
            {
                throw DataFileException.Of(file, problem);
            }

            // With WAL, NORMAL loses nothing when the process dies; only a power cut may take the last transactions.
            Run("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;");
            Transact(Migrate);
        }
        catch (SqliteException e)
        {
            _connection.Dispose();
            throw DataFileException.Of(file, $"cannot be read ({e.Message})", e);
        }
        catch (DataFileException)
        {
            _connection.Dispose();
            throw;
        }
    }

    /// <summary>Runs in one transaction: all of it is kept, or nothing when it throws or answers false to <paramref name="keep"/>.</summary>
    public T Transact<T>(Func<SqliteSession, T> work, Func<T, bool>? keep = null)
    {
        lock (_gate)
        {
            using var transaction = _connection.BeginTransaction(deferred: false);
            var result = work(new SqliteSession(_connection, transaction));
            if (keep is null || keep(result))
            {
                transaction.Commit();
            }

            return result;
        }
    }

    public void Dispose() => _connection.Dispose();

    private static int Migrate(SqliteSession session)
    {
        session.Execute(Schema);
        if (session.Query("PRAGMA user_version", r => r.GetInt64(0))[0] == 0)
        {
            session.Execute(FromVersion0);
        }

        return session.Execute($"PRAGMA user_version = {Version}");
    }

    private string? FindProblem() =>
        Number("PRAGMA user_version") > Version ? "is of a newer version"
        : Number("SELECT count(*) FROM sqlite_master WHERE type = 'table'") > 0 && Number("SELECT count(*) FROM sqlite_master WHERE name = 'proposals'") == 0 ? "is of another program"
        : Transact(s => s.Text("PRAGMA quick_check(1)")) != "ok" ? "is damaged"
        : null;

    private long Number(string sql) => Transact(s => s.Query(sql, r => r.GetInt64(0)))[0];

    private void Run(string sql)
    {
        using var command = _connection.CreateCommand();
#pragma warning disable CA2100 // The only callers pass the constants above.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
