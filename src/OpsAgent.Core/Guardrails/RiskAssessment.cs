using System.Collections.Immutable;
using System.Text.Json.Serialization;

using OpsAgent.Core.Guardrails.Policies;
using OpsAgent.Core.Identity;

namespace OpsAgent.Core.Guardrails;

/// <param name="Level">The level.</param>
/// <param name="Reasons">Every rule that raised or lowered it, in words; never empty.</param>
/// <param name="ApprovalsNeeded">How many different people must approve; at least one.</param>
/// <param name="SelfApprovalAllowed">Whether the requester may be one of them, acting in person.</param>
public sealed record RiskAssessment(RiskLevel Level, ImmutableArray<string> Reasons, int ApprovalsNeeded, bool SelfApprovalAllowed)
{
    /// <summary>Which groups must be among the approvers; null where the policy asks for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableArray<ApproverRequirement>? Approvers { get; init; }

    /// <param name="people">Who approved, by the addresses that stand for them.</param>
    /// <returns>The first requirement of the policy that they do not meet; null where they meet all.</returns>
    public ApproverRequirement? FindUnmet(IReadOnlyCollection<UserId> people, Authority authority) => Approvers?.FirstOrDefault(a => !a.IsMetBy(people, authority));
}
