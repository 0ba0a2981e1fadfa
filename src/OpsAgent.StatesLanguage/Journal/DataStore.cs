using Microsoft.Data.Sqlite;

namespace OpsAgent.StatesLanguage;

/// <summary>The data file, opened: one connection that writes, one that reads, and the lock that keeps other engines out.</summary>
internal sealed class DataStore : IDisposable
{
    private readonly DataFileLock _lock;

    /// <exception cref="IOException">Another engine works on the file.</exception>
    /// <exception cref="DataFileException">The file is damaged, of another program, or of a newer engine.</exception>
    public DataStore(string file)
    {
        _lock = DataFileLock.Take(file);
        try
        {
            PrivateFiles.CreateDatabase(file);
            Writer = new SqliteSession(file);
            if (Schema.Prepare(Writer) is { } problem)
            {
                throw DataFileException.Of(file, problem);
            }

            Queries = new Queries(file);
        }
        catch (SqliteException e)
        {
            Dispose();
            throw DataFileException.Of(file, $"cannot be read ({e.Message})", e);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The write loop's connection.</summary>
    public SqliteSession Writer { get; }

    public Queries Queries { get; }

    public void Dispose()
    {
        // Either may be missing if opening failed half way.
        (Queries as IDisposable)?.Dispose();
        (Writer as IDisposable)?.Dispose();
        _lock.Dispose();
    }
}
