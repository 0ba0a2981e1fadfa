namespace OpsAgent.StatesLanguage;

/// <summary>Seconds, SecondsPath, Timestamp or TimestampPath of a Wait state.</summary>
internal abstract record WaitUntil
{
    private WaitUntil()
    {
    }

    internal sealed record Seconds(long Value) : WaitUntil;

    internal sealed record SecondsPath(JsonPath Path) : WaitUntil;

    internal sealed record Timestamp(DateTimeOffset Value) : WaitUntil;

    internal sealed record TimestampPath(JsonPath Path) : WaitUntil;
}
