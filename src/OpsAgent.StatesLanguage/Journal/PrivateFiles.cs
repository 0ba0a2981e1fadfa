namespace OpsAgent.StatesLanguage;

/// <summary>
/// Folders (0700) and files (0600) that only their owner can use, whatever the umask is. On Windows the rights of the folder above stand.
/// </summary>
public static class PrivateFiles
{
    private const UnixFileMode FolderMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode DataMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Creates the folder, or takes others' rights away from it and from those of its files that match.</summary>
    /// <param name="patterns">Of the files that are ours: others in the folder are left alone.</param>
    /// <returns>The paths that others had rights to.</returns>
    /// <exception cref="IOException">The folder is one that users share, such as /tmp, or cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">It is another user's.</exception>
    public static IReadOnlyList<string> PrepareFolder(string path, params IReadOnlyList<string> patterns)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return [];
        }

        Directory.CreateDirectory(path, FolderMode);
        if (File.GetUnixFileMode(path).HasFlag(UnixFileMode.StickyBit))
        {
            throw new IOException($"The folder {path} is one that users share: name a folder of its own.");
        }

        // The folder first: then nobody comes by a file in between.
        var narrowed = new List<string>();
        foreach (var entry in patterns.Aggregate(new List<string> { path }, (all, pattern) => [.. all, .. Directory.EnumerateFiles(path, pattern)]))
        {
            var mode = File.GetUnixFileMode(entry);
            if ((mode & Others) != 0)
            {
                File.SetUnixFileMode(entry, mode & ~Others);
                narrowed.Add(entry);
            }
        }

        return narrowed;
    }

    /// <summary>Opens a file, which is created private.</summary>
    /// <exception cref="IOException">As of a FileStream.</exception>
    public static FileStream Open(string path, FileMode mode, FileAccess access, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = share };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = DataMode;
        }

        return new FileStream(path, options);
    }

    /// <summary>Creates the file of a database, empty, unless it exists. SQLite gives the files beside it the same rights.</summary>
    public static void CreateDatabase(string path)
    {
        // Not opened if it exists: closing it again would take the locks that SQLite holds in this process.
        if (!File.Exists(path))
        {
            Open(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite).Dispose();
        }
    }
}
