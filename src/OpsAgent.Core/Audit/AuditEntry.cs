using System.Text.Json;

namespace OpsAgent.Core.Audit;

/// <summary>What happened, before it has a place in a chain.</summary>
/// <param name="Type">What kind of thing.</param>
/// <param name="Outcome">How it ended, in one or two words such as <c>refused</c>.</param>
/// <param name="Details">A JSON object without secrets, or null.</param>
public sealed record AuditEntry(AuditEventType Type, string Outcome, JsonElement? Details = null);
