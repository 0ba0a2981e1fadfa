using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Approvals.StateMachine;

/// <summary>The state machine that carries proposals. Every call MUST be safe to repeat, and MUST throw
/// <see cref="AwsException"/> when the state machine cannot be reached.</summary>
public interface IStateMachine
{
    /// <summary>Starts the execution of a proposal; one that runs already counts as started.</summary>
    /// <returns>False when an execution of this proposal has ended already: there will be no other.</returns>
    Task<bool> StartAsync(Proposal proposal, CancellationToken cancellationToken);

    /// <summary>Ends the wait for people. What the machine does next it reads from the approval store.</summary>
    /// <returns>False when the wait had ended already.</returns>
    Task<bool> ResumeAsync(Proposal proposal, CancellationToken cancellationToken);

    /// <returns>The execution, or null when there is none.</returns>
    Task<StateMachineExecution?> DescribeAsync(Proposal proposal, CancellationToken cancellationToken);

    /// <returns>The states that the execution entered so far, in order; each attempt of a state counts once.</returns>
    Task<IReadOnlyList<StateMachineStep>> TraceAsync(Proposal proposal, CancellationToken cancellationToken);
}
