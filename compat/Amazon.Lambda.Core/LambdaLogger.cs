namespace Amazon.Lambda.Core;

/// <summary>The log of code that has no <see cref="ILambdaContext"/>: the console, until a runtime client sends it elsewhere.</summary>
public static class LambdaLogger
{
    internal delegate void Writer(string level, Exception exception, string message, object[] args);

    internal static Action<string> Raw { get; set; } = Console.WriteLine;

    internal static Writer Leveled { get; set; } = static (_, exception, message, _) =>
        Console.WriteLine(exception is null ? message : message + Environment.NewLine + exception);

    public static void Log(string message) => Raw(message);

    public static void Log(string level, string message, params object[] args) => Leveled(level, null, message, args);

    public static void Log(LogLevel level, string message, params object[] args) => Log(level.ToString(), message, args);

    public static void Log(string level, Exception exception, string message, params object[] args) =>
        Leveled(level, exception, message, args);

    public static void Log(LogLevel level, Exception exception, string message, params object[] args) =>
        Log(level.ToString(), exception, message, args);
}
