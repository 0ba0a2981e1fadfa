using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Local.Stores;

/// <summary><see cref="IParameterStore"/> on SQLite. Nothing is cached: a change holds from the next request on.</summary>
public sealed class SqliteParameterStore(SqliteDatabase database) : IParameterStore
{
    public Task<string?> ReadAsync(string name, CancellationToken cancellationToken) =>
        Task.FromResult(database.Transact(s => s.Text("SELECT value FROM settings WHERE name = $name", ("$name", name))));

    public Task<string?> ReadAgainAsync(string name, CancellationToken cancellationToken) => ReadAsync(name, cancellationToken);

    /// <summary>This store counts no versions: the hash of a value stands for one.</summary>
    public async Task<ParameterList> ReadListAsync(string name, bool fresh, CancellationToken cancellationToken)
    {
        var parts = new List<(string, string, string)>();
        foreach (var part in ParameterList.NamesOf(name))
        {
            if (await ReadAsync(part, cancellationToken) is { } value)
            {
                parts.Add((part, value, CanonicalJson.Hash(value)[..16]));
            }
        }

        return ParameterList.Of(name, parts);
    }

    /// <summary>Sets a value unless there is one: a data folder keeps its key and users.</summary>
    public void SetDefault(string name, string value) => database.Transact(s =>
        s.Execute("INSERT OR IGNORE INTO settings (name, value) VALUES ($name, $value)", ("$name", name), ("$value", value)));

    /// <summary>Sets a value, as an administrator does.</summary>
    public void Set(string name, string value) => database.Transact(s => s.Execute(
        "INSERT INTO settings (name, value) VALUES ($name, $value) ON CONFLICT (name) DO UPDATE SET value = excluded.value", ("$name", name), ("$value", value)));
}
