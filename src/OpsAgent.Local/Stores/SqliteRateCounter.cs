using OpsAgent.Core.Rates;

namespace OpsAgent.Local.Stores;

/// <summary><see cref="IRateCounter"/> on SQLite. The first count of a key in a window deletes the windows of an hour before.</summary>
public sealed class SqliteRateCounter(SqliteDatabase database) : IRateCounter
{
    private const long KeptSeconds = 3600;

    public Task<long> CountAsync(string key, RateWindow window, CancellationToken cancellationToken) => Task.FromResult(database.Transact(session =>
    {
        var start = window.Start.ToUnixTimeSeconds();
        var count = session.Query(
            """
            INSERT INTO rates (start, key, count) VALUES ($start, $key, 1)
            ON CONFLICT (start, key) DO UPDATE SET count = count + 1 RETURNING count
            """,
            r => r.GetInt64(0),
            ("$start", start),
            ("$key", key))[0];
        if (count == 1)
        {
            session.Execute("DELETE FROM rates WHERE start < $old", ("$old", start - KeptSeconds));
        }

        return count;
    }));
}
