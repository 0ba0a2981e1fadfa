using System.Text.Json;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.StateMachine;

namespace OpsAgent.Functions.Activities;

/// <summary>A step's payload in the state machine. What a step decides by is read from the store by the id.</summary>
public sealed record StepInput
{
    public required ProposalId ProposalId { get; init; }

    /// <summary>The ARN of the execution that calls the step: <c>$$.Execution.Id</c>. A step believes no other than its proposal's.</summary>
    public string? ExecutionId { get; init; }

    /// <summary>ExecuteAction: <c>preflight</c>, <c>execute</c> or <c>revert</c>.</summary>
    public string? Phase { get; init; }

    /// <summary>RequestApproval: the wait's token.</summary>
    public TaskToken? TaskToken { get; init; }

    /// <summary>RequestApproval: when the wait's state was entered.</summary>
    public DateTimeOffset? EnteredAt { get; init; }

    /// <summary>RequestApproval: which attempt of the state this is.</summary>
    public int? RetryCount { get; init; }

    /// <summary>RequestApproval: the state's HeartbeatSeconds.</summary>
    public int? ApprovalWindowSeconds { get; init; }

    /// <summary>RecordOutcome: the state machine's data, for the error that it may hold.</summary>
    public JsonElement? Run { get; init; }
}
