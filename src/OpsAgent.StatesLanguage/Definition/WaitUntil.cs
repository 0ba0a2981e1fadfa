namespace OpsAgent.StatesLanguage;

/// <summary>The four ways to say how long a Wait state waits.</summary>
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
