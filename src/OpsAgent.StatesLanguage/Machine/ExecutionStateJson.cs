using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>The stored JSON of a running execution's state, written at every step; therefore short names.</summary>
internal static class ExecutionStateJson
{
    public static string Write(ExecutionState state)
    {
        var fields = new JsonObject
        {
            ["last"] = state.LastEventId,
            ["prev"] = state.PreviousEventId,
            ["name"] = state.StateName,
            ["input"] = state.StateInput,
            ["enteredId"] = state.EnteredEventId,
            ["enteredAt"] = TimestampJson.WriteTicks(state.EnteredAt),
            ["used"] = new JsonArray([.. state.RetriesUsed.Select(used => (JsonNode)used)]),
            ["retries"] = state.RetryCount,
            ["deadline"] = TimestampJson.WriteTicks(state.Deadline),
            ["mocked"] = new JsonObject(state.Invocations.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
        };
        switch (state.Phase)
        {
            case Phase.Waiting waiting:
                fields["waiting"] = TimestampJson.WriteTicks(waiting.Until);
                break;
            case Phase.BackingOff backingOff:
                fields["backingOff"] = TimestampJson.WriteTicks(backingOff.Until);
                break;
            case Phase.Calling calling:
                fields["calling"] = Write(calling.Attempt);
                break;
            case Phase.AwaitingCallback awaiting:
                fields["awaiting"] = Write(awaiting.Attempt);
                break;
        }

        return fields.ToJsonText();
    }

    /// <summary>Reads the state of a running execution; one that has ended stores none.</summary>
    public static ExecutionState Read(string text)
    {
        var fields = JsonText.Parse(text)!.AsObject();
        return new ExecutionState
        {
            Status = ExecutionStatus.Running,
            LastEventId = Number(fields["last"]),
            PreviousEventId = Number(fields["prev"]),
            StateName = fields["name"]!.GetValue<string>(),
            StateInput = fields["input"]!.GetValue<string>(),
            EnteredEventId = Number(fields["enteredId"]),
            EnteredAt = TimestampJson.ReadTicks(fields["enteredAt"])!.Value,
            RetriesUsed = [.. fields["used"]!.AsArray().Select(Number)],
            RetryCount = Number(fields["retries"]),
            Phase = ReadPhase(fields),
            Deadline = TimestampJson.ReadTicks(fields["deadline"]),
            Invocations = fields["mocked"]!.AsObject().ToImmutableDictionary(pair => pair.Key, pair => Number(pair.Value)),
        };
    }

    private static Phase ReadPhase(JsonObject fields) =>
        fields["waiting"] is { } waiting ? new Phase.Waiting(TimestampJson.ReadTicks(waiting)!.Value)
        : fields["backingOff"] is { } backingOff ? new Phase.BackingOff(TimestampJson.ReadTicks(backingOff)!.Value)
        : fields["calling"] is JsonObject calling ? new Phase.Calling(ReadAttempt(calling))
        : new Phase.AwaitingCallback(ReadAttempt(fields["awaiting"]!.AsObject()));

    private static JsonObject Write(TaskAttempt attempt) => new()
    {
        ["id"] = attempt.ScheduledEventId,
        ["parameters"] = attempt.Parameters,
        ["token"] = attempt.Token,
        ["timeoutAt"] = TimestampJson.WriteTicks(attempt.TimeoutAt),
        ["heartbeatAt"] = TimestampJson.WriteTicks(attempt.HeartbeatAt),
        ["heartbeatEvery"] = attempt.HeartbeatInterval?.Ticks,
    };

    private static TaskAttempt ReadAttempt(JsonObject fields) => new(
        Number(fields["id"]),
        fields["parameters"]?.GetValue<string>(),
        fields["token"]?.GetValue<string>(),
        TimestampJson.ReadTicks(fields["timeoutAt"]),
        TimestampJson.ReadTicks(fields["heartbeatAt"]),
        fields["heartbeatEvery"].IsWholeNumber(out var ticks) ? TimeSpan.FromTicks(ticks) : null);

    private static int Number(JsonNode? node) => node.IsWholeNumber(out var value) ? (int)value : throw new InvalidDataException("A stored state is damaged.");
}
