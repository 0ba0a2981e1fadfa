using System.Collections.Immutable;

using OpsAgent.Core.Guardrails;

namespace OpsAgent.Functions.Activities;

/// <inheritdoc cref="ValidateTagsResult"/>
public sealed record AssessRiskResult(RiskLevel Level, ImmutableArray<string> Reasons, int ApprovalsNeeded);
