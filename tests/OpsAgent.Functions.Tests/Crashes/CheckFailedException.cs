namespace OpsAgent.Functions.Tests.Crashes;

/// <summary>A run broke what must hold.</summary>
internal sealed class CheckFailedException(CrashCheck check, string message) : Exception($"{check}: {message}")
{
    public CrashCheck Check => check;

    public static void Unless(bool holds, CrashCheck check, string message)
    {
        if (!holds)
        {
            throw new CheckFailedException(check, message);
        }
    }
}
