namespace OpsAgent.StatesLanguage;

/// <summary>
/// One engine per data file: two would both call the same functions. The operating system lets go of the lock when the process ends,
/// however it ends; the empty file stays.
/// </summary>
internal sealed class DataFileLock : IDisposable
{
    private readonly FileStream _held;

    private DataFileLock(FileStream held) => _held = held;

    /// <exception cref="IOException">Another engine works on the data file.</exception>
    public static DataFileLock Take(string dataFile)
    {
        var file = Path.GetFullPath(dataFile) + ".lock";
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        return new DataFileLock(PrivateFiles.Open(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
    }

    public void Dispose() => _held.Dispose();
}
