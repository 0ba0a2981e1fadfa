using System.Text.Json;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Audit;

namespace OpsAgent.Core.Operations;

/// <summary>One request for a workflow operation.</summary>
/// <param name="Context">Who asks.</param>
/// <param name="Parameters">The validated parameters, a JSON object.</param>
/// <param name="IdempotencyKey">The caller's name for this request, or null.</param>
/// <param name="Trail">Where what happens is recorded.</param>
/// <param name="Subject">Who and what, for audit entries.</param>
/// <param name="Now">The time of the request.</param>
public sealed record WorkflowOperationRequest(
    RequestContext Context, JsonElement Parameters, string? IdempotencyKey, RequestAudit Trail, AuditSubject Subject, DateTimeOffset Now);
