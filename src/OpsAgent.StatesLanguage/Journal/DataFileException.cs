namespace OpsAgent.StatesLanguage;

/// <summary>A data file that cannot be used. The message is one line that names the file and says what to do.</summary>
public sealed class DataFileException : Exception
{
    public DataFileException()
    {
    }

    public DataFileException(string message)
        : base(message)
    {
    }

    public DataFileException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <param name="what">What is wrong with the file, as the end of a sentence.</param>
    public static DataFileException Of(string file, string what, Exception? inner = null) => new(
        $"The data file {Path.GetFullPath(file)} {what}. It was left as it is: move it away to begin anew, put a copy of it back, or name another data folder.", inner!);
}
