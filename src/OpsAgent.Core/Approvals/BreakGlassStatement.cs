using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Operations.Incidents;

namespace OpsAgent.Core.Approvals;

/// <summary>What an administrator states who approves alone, without quorum and approver groups. It is part of what is signed.</summary>
/// <param name="IncidentId">The incident that calls for it.</param>
/// <param name="Reason">Why it cannot wait, in their words.</param>
/// <param name="RiskLevel">As they saw it: a change that has become riskier since is not made.</param>
public sealed record BreakGlassStatement(IncidentId IncidentId, string Reason, RiskLevel RiskLevel)
{
    /// <summary>How long ago the incident may have been recorded. An incident has no end here; of a longer one another is recorded.</summary>
    public static readonly TimeSpan MaxIncidentAge = TimeSpan.FromHours(24);

    public const int MinReasonLength = 20;
    public const int MaxReasonLength = 500;
}
