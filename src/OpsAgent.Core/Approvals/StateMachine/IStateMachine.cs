using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Approvals.StateMachine;

/// <summary>The Step Functions state machine with one execution for each proposal. Every method MUST be idempotent and MUST throw
/// <see cref="AwsException"/> when Step Functions cannot be reached.</summary>
public interface IStateMachine
{
    /// <returns>The ARN that the proposal's execution has or will have. Pure.</returns>
    string ExecutionArnOf(Proposal proposal);

    /// <summary>Starts the execution of a proposal; one that is running counts as started.</summary>
    /// <returns>False when an execution of this proposal has ended already: there will be no other.</returns>
    Task<bool> StartAsync(Proposal proposal, CancellationToken cancellationToken);

    /// <summary>Ends the wait for approvals (SendTaskSuccess). The state machine reads the decision from the approval store.</summary>
    /// <returns>False when the wait had ended already.</returns>
    Task<bool> ResumeAsync(Proposal proposal, CancellationToken cancellationToken);

    /// <returns>The execution, or null when there is none.</returns>
    Task<StateMachineExecution?> DescribeAsync(Proposal proposal, CancellationToken cancellationToken);

    /// <returns>True when the execution waits for approvals now, in just this attempt, as its history shows; what the history does not show yet is false.</returns>
    Task<bool> IsWaitingAsync(Proposal proposal, DateTimeOffset enteredAt, int retryCount, CancellationToken cancellationToken);

    /// <returns>The states that the execution entered so far, in order; each attempt of a state counts once.</returns>
    Task<IReadOnlyList<StateMachineStep>> TraceAsync(Proposal proposal, CancellationToken cancellationToken);
}
