using OpsAgent.Core.Identity;
using OpsAgent.Local.Stores;
using OpsAgent.TestKit.Contracts;

namespace OpsAgent.Local.Tests.Stores;

public sealed class SqliteParameterStoreTests : ParameterStoreContract, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("opsagent-settings-").FullName;
    private readonly SqliteDatabase _database;
    private readonly SqliteParameterStore _settings;

    public SqliteParameterStoreTests()
    {
        _database = new SqliteDatabase(Path.Combine(_folder, "data.db"));
        _settings = new SqliteParameterStore(_database);
    }

    protected override IParameterStore Settings => _settings;

    public void Dispose()
    {
        _database.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task SetDefault_WhereThereIsAValue_LeavesIt()
    {
        await SetAsync(ParameterNames.ApiKey, "one");

        _settings.SetDefault(ParameterNames.ApiKey, "two");
        _settings.SetDefault(ParameterNames.Admins, "ada@example.com");

        Assert.Equal("one", await Settings.ReadAsync(ParameterNames.ApiKey, Stop));
        Assert.Equal("ada@example.com", await Settings.ReadAsync(ParameterNames.Admins, Stop));
    }

    protected override Task SetAsync(string name, string? value)
    {
        Run("DELETE FROM settings WHERE name = $name", ("$name", name));
        if (value is not null)
        {
            Run("INSERT INTO settings (name, value) VALUES ($name, $value)", ("$name", name), ("$value", value));
        }

        return Task.CompletedTask;
    }

    // Nothing is cached, so no clock goes.
    protected override void Advance(TimeSpan time)
    {
    }

    protected override Task BreakAsync(bool broken)
    {
        Run(broken ? "ALTER TABLE settings RENAME TO lost" : "ALTER TABLE lost RENAME TO settings");
        return Task.CompletedTask;
    }

    private void Run(string sql, params (string Name, object? Value)[] values) => _database.Transact(s => s.Execute(sql, values));
}
