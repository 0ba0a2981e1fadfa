using System.Text.Json.Nodes;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Reports;
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
        "break_glass" => "BreakGlassUsed",
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

    /// <summary>
    /// Emits how long people took from the request for approval to the decision, in milliseconds, and in seconds also to the first look
    /// and to the change; and counts the approvals that came within seconds.
    /// </summary>
    public void Decided(Proposal before, Proposal after)
    {
        var operation = after.Plan.Operation;
        if (before is { Status: ProposalStatus.Pending, Wait: { } wait } && after.Status is ProposalStatus.Approved or ProposalStatus.Denied)
        {
            Write("ApprovalLatency", "Milliseconds", (time.GetUtcNow() - wait.EnteredAt).TotalMilliseconds, operation);
            WriteSeconds("TimeToLook", DecisionTimes.ToLook(after), operation);
            WriteSeconds("TimeToDecide", DecisionTimes.ToDecide(after), operation);
        }

        if (before.Execution is null)
        {
            WriteSeconds("TimeToAct", DecisionTimes.ToAct(after), operation);
        }

        if (after.Approvals.Skip(before.Approvals.Length).Count(a => DecisionTimes.IsQuick(after, a)) is > 0 and var quick)
        {
            Write("QuickDecisions", "Count", quick, operation);
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

    /// <summary>How many approvals by break-glass nobody has reviewed.</summary>
    public void BreakGlassUnreviewed(int count) => Write("BreakGlassUnreviewed", "Count", count, null);

    /// <summary>An audit event could not be stored, so what it was to record did not happen.</summary>
    public void AuditFailed() => Write("AuditWriteFailures", "Count", 1, null);

    /// <summary>A run of AuditDigest: how many digests it made, and how many things in the audit do not hold. Both always, so that a run that is missed shows.</summary>
    public void Digested(int digests, int findings)
    {
        Write("AuditDigests", "Count", digests, null);
        Write("AuditFindings", "Count", findings, null);
    }

    /// <summary>The line names the rule; it is no dimension, for each would be a metric that is paid for.</summary>
    public void PolicyRefused(string rule) => WritePolicy("PolicyRefused", "WARN", "rule", rule);

    /// <summary>The line is the log's error too.</summary>
    public void PolicyBroken(string reason) => WritePolicy("PolicyBroken", "ERROR", "message", reason);

    private void WriteSeconds(string name, TimeSpan? took, string operation)
    {
        if (took is { } known)
        {
            Write(name, "Seconds", known.TotalSeconds, operation);
        }
    }

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
