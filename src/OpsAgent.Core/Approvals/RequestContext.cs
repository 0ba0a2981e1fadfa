using OpsAgent.Core.Audit;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Approvals;

/// <summary>One authenticated request.</summary>
public sealed record RequestContext(Caller Caller, string CorrelationId, ExecutionMode Mode)
{
    public AuditSubject Subject() => new(CorrelationId, Mode) { Person = Caller.Person };
}
