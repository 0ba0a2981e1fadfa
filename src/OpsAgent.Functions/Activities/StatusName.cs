using OpsAgent.Core.Approvals;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Functions.Activities;

/// <summary>Statuses as the state machine and the HTTP contract write them.</summary>
internal static class StatusName
{
    public static string Of(ProposalStatus status) => WireName.Of(status);

    public static string Of(ExecutionStatus status) => WireName.Of(status);

    public static string Of(ReversalStatus status) => WireName.Of(status);
}
