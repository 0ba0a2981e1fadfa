namespace OpsAgent.Core.Operations.CloudTrail;

/// <summary>How to go on from an API call of the last hour.</summary>
internal static class EventStep
{
    private static readonly SearchCloudTrailEvents Search = new();

    public static NextStep? To(string eventName) => NextStep.To(Search, $"{eventName} events in the last hour", ("event_name", eventName), ("time_window", "1h"));
}
