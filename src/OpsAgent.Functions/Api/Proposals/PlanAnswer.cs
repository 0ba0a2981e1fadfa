using System.Text.Json;

using OpsAgent.Core.Operations;

namespace OpsAgent.Functions.Api.Proposals;

/// <summary>A plan as answers show it.</summary>
internal sealed record PlanAnswer(
    string Operation,
    JsonElement Parameters,
    PlanTarget Target,
    string Summary,
    IReadOnlyDictionary<string, string> Before,
    IReadOnlyDictionary<string, string> After,
    string Undo,
    IReadOnlyList<string> Notes)
{
    public static PlanAnswer Of(ChangePlan plan) => new(
        plan.Operation,
        plan.Parameters,
        new PlanTarget(plan.Target.Type, plan.Target.Id, plan.Target.Name, plan.Target.Arn),
        plan.Summary,
        plan.Before,
        plan.After,
        plan.Undo,
        plan.Notes);
}

internal sealed record PlanTarget(string Type, string Id, string? Name, string Arn);
