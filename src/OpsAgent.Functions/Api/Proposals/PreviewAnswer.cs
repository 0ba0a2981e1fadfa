using System.Text.Json.Serialization;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Guardrails;

namespace OpsAgent.Functions.Api.Proposals;

/// <summary>What a proposal would be: as <see cref="ProposedAnswer"/>, without what only a proposal has.</summary>
internal sealed record PreviewAnswer([property: JsonIgnore] ProposalPreview Preview)
{
    public string ActionSummary => Preview.Plan.Summary;

    public string PlanHash => Preview.Plan.Hash().Value;

    public RiskLevel RiskLevel => Preview.Risk.Level;

    public IReadOnlyList<string> RiskReasons => Preview.Risk.Reasons;

    public int ApprovalsNeeded => Preview.ApprovalsNeeded;

    public string WhoMayDecide => Preview.WhoMayDecide;

    public PlanAnswer Plan => PlanAnswer.Of(Preview.Plan);
}
