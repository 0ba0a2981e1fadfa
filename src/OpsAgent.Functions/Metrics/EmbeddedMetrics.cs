using System.Text.Json.Nodes;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Guardrails.Policies;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Functions.Metrics;

/// <summary>
/// Custom metrics as CloudWatch Embedded Metric Format: one JSON line each, in the namespace <c>OpsAgent</c>, for the
/// environment and, where it applies, for each operation or outcome. They are counted from the stored audit events and
/// proposals, so that metrics and records agree.
/// </summary>
/// <param name="writeLine">Writes one line whole; called by many threads.</param>
public sealed class EmbeddedMetrics(string environment, Action<string> writeLine, TimeProvider time) : IPolicyMetrics
{
    /// <summary>The metric that counts a type of audit event, or null.</summary>
    public static string? NameOf(string eventType) => eventType switch
    {
        "tool_executed" or "action_executed" => "ToolExecutions",
        "approval_requested" => "ApprovalRequests",
        "approval_granted" or "approval_denied" => "ApprovalDecisions",
        "authentication_failed" or "authorization_denied" => "AuthFailures",
        "guardrail_rejected" => "GuardrailRejections",
        "signature_invalid" => "SignatureInvalid",
        _ => null,
    };

    public void Count(IReadOnlyList<AuditEvent> events)
    {
        foreach (var fields in events.Select(e => e.Fields()))
        {
            if (NameOf(fields.GetProperty("event_type").GetString()!) is { } name)
            {
                Write(name, "Count", 1, fields.TryGetProperty("operation", out var operation) ? operation.GetString() : null);
            }
        }
    }

    /// <summary>Emits how long people took from the request for approval to the decision, in milliseconds.</summary>
    public void Decided(Proposal before, Proposal after)
    {
        if (before is { Status: ProposalStatus.Pending, Wait: { } wait } && after.Status is ProposalStatus.Approved or ProposalStatus.Denied)
        {
            Write("ApprovalLatency", "Milliseconds", (time.GetUtcNow() - wait.EnteredAt).TotalMilliseconds, after.Plan.Operation);
        }
    }

    /// <summary>Counts a proposal that has ended, by its final status.</summary>
    public void Ended(Proposal before, Proposal after)
    {
        if (!before.IsTerminal && after.IsTerminal)
        {
            var line = new JsonObject { ["Environment"] = environment, ["Outcome"] = WireName.Of(after.Status) };
            Write(line, new JsonArray(new JsonArray("Environment", "Outcome")), "ProposalOutcomes", "Count", 1);
        }
    }

    /// <summary>How many proposals wait for people now.</summary>
    public void Pending(int count) => Write("ApprovalsPending", "Count", count, null);

    /// <summary>An audit event could not be stored, so what it was to record did not happen.</summary>
    public void AuditFailed() => Write("AuditWriteFailures", "Count", 1, null);

    /// <summary>The line names the rule; it is no dimension, for each would be a metric that is paid for.</summary>
    public void PolicyRefused(string rule) => WritePolicy("PolicyRefused", "WARN", "rule", rule);

    /// <summary>The line is the log's error too.</summary>
    public void PolicyBroken(string reason) => WritePolicy("PolicyBroken", "ERROR", "message", reason);

    private void WritePolicy(string name, string level, string property, string value)
    {
        var line = new JsonObject { ["level"] = level, ["Environment"] = environment, [property] = value };
        Write(line, new JsonArray(new JsonArray("Environment")), name, "Count", 1);
    }

    private void Write(string name, string unit, double value, string? operation)
    {
        var dimensions = new JsonArray(new JsonArray("Environment"));
        var line = new JsonObject { ["Environment"] = environment };
        if (operation is not null)
        {
            dimensions.Add((JsonNode)new JsonArray("Environment", "Operation"));
            line["Operation"] = operation;
        }

        Write(line, dimensions, name, unit, value);
    }

    /// <param name="line">Holds the values of the dimensions.</param>
    private void Write(JsonObject line, JsonArray dimensions, string name, string unit, double value)
    {
        line[name] = value;
        line["_aws"] = new JsonObject
        {
            ["Timestamp"] = time.GetUtcNow().ToUnixTimeMilliseconds(),
            ["CloudWatchMetrics"] = new JsonArray(new JsonObject
            {
                ["Namespace"] = "OpsAgent",
                ["Dimensions"] = dimensions,
                ["Metrics"] = new JsonArray(new JsonObject { ["Name"] = name, ["Unit"] = unit }),
            }),
        };
        writeLine(line.ToJsonString());
    }
}
