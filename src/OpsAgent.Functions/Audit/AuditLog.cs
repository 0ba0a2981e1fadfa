using OpsAgent.Core.Audit;
using OpsAgent.Functions.Metrics;

namespace OpsAgent.Functions.Audit;

/// <summary>
/// Each stored audit event as one JSON line. Saved queries and metric filters read the words <c>ERROR</c>,
/// <c>Authentication failed</c> and <c>Tag validation</c> in these lines.
/// </summary>
/// <param name="writeLine">Writes one line whole; called by many threads.</param>
/// <param name="metrics">Counts what is stored; null for no metrics.</param>
public sealed class AuditLog(Action<string> writeLine, EmbeddedMetrics? metrics = null)
{
    public EmbeddedMetrics? Metrics => metrics;

    /// <summary>Runs a write that includes audit events, and counts a failure to store them.</summary>
    public async Task<T> CountFailureAsync<T>(Func<Task<T>> write)
    {
        try
        {
            return await write();
        }
        catch (AuditWriteException)
        {
            metrics?.AuditFailed();
            throw;
        }
    }

    public void Write(IReadOnlyList<AuditEvent> events)
    {
        metrics?.Count(events);
        foreach (var auditEvent in events)
        {
            // The body is a JSON object on one line: the level joins it without writing it anew.
            writeLine($$"""{"level":"{{LevelOf(auditEvent)}}",{{auditEvent.Body.AsSpan(1)}}""");
        }
    }

    private static string LevelOf(AuditEvent auditEvent) => auditEvent.Fields().GetProperty("event_type").GetString() switch
    {
        "error_occurred" or "action_failed" or "signature_invalid" => "ERROR",
        "authentication_failed" or "authorization_denied" or "guardrail_rejected" or "step_refused" or "break_glass" => "WARN",
        _ => "INFO",
    };
}
