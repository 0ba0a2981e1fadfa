using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>
/// A Lambda invocation to make. <see cref="AttemptId"/> is reported with the outcome, so that a late outcome is recognised.
/// <see cref="IsServiceIntegration"/>: the result is the whole Invoke response (<c>lambda:invoke</c>), not only the payload.
/// </summary>
internal sealed record FunctionInvocation(
    int AttemptId, string Function, string Payload, string? Qualifier, string? InvocationType, string? ClientContext, string? LogType, bool IsServiceIntegration)
{
    public static FunctionInvocation Create(TaskResource resource, TaskAttempt attempt)
    {
        var parameters = attempt.Parameters ?? "{}";
        if (resource is TaskResource.Function function)
        {
            return new FunctionInvocation(attempt.ScheduledEventId, function.Arn, parameters, null, null, null, null, IsServiceIntegration: false);
        }

        var fields = JsonText.Parse(parameters) as JsonObject ?? [];
        return new FunctionInvocation(
            attempt.ScheduledEventId,
            Text(fields, "FunctionName") ?? "",
            PayloadText(fields),
            Text(fields, "Qualifier"),
            Text(fields, "InvocationType"),
            Text(fields, "ClientContext"),
            Text(fields, "LogType"),
            IsServiceIntegration: true);
    }

    // A string that holds JSON is sent unquoted; a missing payload is an empty object.
    private static string PayloadText(JsonObject fields)
    {
        var payload = fields[nameof(Payload)];
        return payload is null ? "{}"
            : payload.IsString(out var text) && JsonText.TryParse(text, out _) ? text
            : payload.ToJsonText();
    }

    private static string? Text(JsonObject fields, string name) => fields[name].IsString(out var text) ? text : null;
}
