namespace OpsAgent.Core.Approvals.StateMachine;

/// <summary>What Step Functions recorded of a proposal's execution, for the evidence of it.</summary>
public interface IExecutionHistory
{
    /// <returns>All events in order, without inputs, outputs and parameters, which may hold a task token; empty where there is none (any more).</returns>
    /// <exception cref="Primitives.AwsException">Step Functions cannot be reached.</exception>
    Task<IReadOnlyList<ExecutionEvent>> ReadAsync(Proposal proposal, CancellationToken cancellationToken);
}

/// <param name="Type">AWS's name, such as <c>TaskStateEntered</c>.</param>
/// <param name="State">The state that was entered; null for other events.</param>
public sealed record ExecutionEvent(long Id, string Type, DateTimeOffset At, string? State);
