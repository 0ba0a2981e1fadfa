using System.Text.Json;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Functions.Activities;

/// <summary>The wire names of statuses, for the state machine and the HTTP contract.</summary>
internal static class StatusName
{
    public static string Of(ProposalStatus status) => JsonSerializer.SerializeToElement(status, CoreJson.Default.ProposalStatus).GetString()!;

    public static string Of(ExecutionStatus status) => JsonSerializer.SerializeToElement(status, CoreJson.Default.ExecutionStatus).GetString()!;

    public static string Of(ReversalStatus status) => JsonSerializer.SerializeToElement(status, CoreJson.Default.ReversalStatus).GetString()!;
}
