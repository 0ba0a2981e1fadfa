using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>
/// A call to make. <see cref="AttemptId"/> comes back with the outcome, so that a late one is recognised.
/// <see cref="AsService"/>: the result is the whole Invoke response (<c>lambda:invoke</c>), not only the payload.
/// </summary>
internal sealed record FunctionCall(
    int AttemptId, string Function, string Payload, string? Qualifier, string? InvocationType, string? ClientContext, string? LogType, bool AsService)
{
    public static FunctionCall For(TaskResource resource, TaskAttempt attempt)
    {
        var parameters = attempt.Parameters ?? "{}";
        if (resource is TaskResource.Function function)
        {
            return new FunctionCall(attempt.ScheduledEventId, function.Arn, parameters, null, null, null, null, AsService: false);
        }

        var fields = JsonText.Parse(parameters) as JsonObject ?? [];
        return new FunctionCall(
            attempt.ScheduledEventId,
            Text(fields, "FunctionName") ?? "",
            PayloadText(fields),
            Text(fields, "Qualifier"),
            Text(fields, "InvocationType"),
            Text(fields, "ClientContext"),
            Text(fields, "LogType"),
            AsService: true);
    }

    // A string that is JSON already is sent as it is; no payload at all is an empty object.
    private static string PayloadText(JsonObject fields)
    {
        var payload = fields[nameof(Payload)];
        return payload is null ? "{}"
            : payload.IsString(out var text) && JsonText.TryParse(text, out _) ? text
            : payload.ToJsonText();
    }

    private static string? Text(JsonObject fields, string name) => fields[name].IsString(out var text) ? text : null;
}
