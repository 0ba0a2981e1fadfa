using OpsAgent.Core.Identity;

namespace OpsAgent.Local.Stores;

/// <summary><see cref="IParameterStore"/> on SQLite. Nothing is cached: a change holds from the next request on.</summary>
public sealed class SqliteParameterStore(SqliteDatabase database) : IParameterStore
{
    public Task<string?> ReadAsync(string name, CancellationToken cancellationToken) =>
        Task.FromResult(database.Transact(s => s.Text("SELECT value FROM settings WHERE name = $name", ("$name", name))));

    public Task<string?> ReadAgainAsync(string name, CancellationToken cancellationToken) => ReadAsync(name, cancellationToken);

    /// <summary>Sets a value unless there is one: a data folder keeps its key and users.</summary>
    public void SetDefault(string name, string value) => database.Transact(s =>
        s.Execute("INSERT OR IGNORE INTO settings (name, value) VALUES ($name, $value)", ("$name", name), ("$value", value)));
}
