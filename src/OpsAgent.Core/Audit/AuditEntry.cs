using System.Text.Json;

namespace OpsAgent.Core.Audit;

/// <summary>An event before it is appended to a chain.</summary>
/// <param name="Type">The event type.</param>
/// <param name="Outcome">How it ended, in one or two words such as <c>refused</c>.</param>
/// <param name="Details">A JSON object without secrets, or null.</param>
public sealed record AuditEntry(AuditEventType Type, string Outcome, JsonElement? Details = null);
