using OpsAgent.Core.Audit.Digests;

namespace OpsAgent.Local.Stores;

/// <summary><see cref="IDigestStore"/> on SQLite; triggers forbid update and delete.</summary>
public sealed class SqliteDigests(SqliteDatabase database) : IDigestStore
{
    private const string Columns = "SELECT number, body, signature FROM digests";

    public Task<SignedDigest?> ReadBeforeAsync(long number, CancellationToken cancellationToken) =>
        Task.FromResult(Read($"{Columns} WHERE number < $number ORDER BY number DESC LIMIT $limit", number, 1).SingleOrDefault());

    public Task<IReadOnlyList<SignedDigest>> ReadAsync(long from, int limit, CancellationToken cancellationToken) =>
        Task.FromResult(Read($"{Columns} WHERE number >= $number ORDER BY number LIMIT $limit", from, limit));

    public Task<bool> PutAsync(SignedDigest digest, CancellationToken cancellationToken) => Task.FromResult(database.Transact(session =>
    {
        var isNew = session.Execute(
            "INSERT OR IGNORE INTO digests (number, body, signature) VALUES ($number, $body, $signature)",
            ("$number", digest.Number),
            ("$body", digest.Body),
            ("$signature", digest.Signature)) == 1;
        for (var i = 0; isNew && i < digest.Parts.Count; i++)
        {
            session.Execute("INSERT INTO digest_parts (number, place, text) VALUES ($number, $place, $text)", ("$number", digest.Number), ("$place", i), ("$text", digest.Parts[i]));
        }

        return isNew;
    }));

    private IReadOnlyList<SignedDigest> Read(string sql, long number, int limit) => database.Transact<IReadOnlyList<SignedDigest>>(session =>
    [
        .. session.Query(sql, r => (Number: r.GetInt64(0), Body: r.GetString(1), Signature: r.GetString(2)), ("$number", number), ("$limit", limit)).Select(d => new SignedDigest(
            d.Number,
            d.Body,
            d.Signature,
            session.Query("SELECT text FROM digest_parts WHERE number = $number ORDER BY place", r => r.GetString(0), ("$number", d.Number)))),
    ]);
}
