using System.Collections.Immutable;

namespace OpsAgent.StatesLanguage;

/// <summary>
/// The changing data of an execution, stored together with the events of each step. Only the interpreter creates a next
/// state; a state that has ended never changes.
/// </summary>
internal sealed record ExecutionState
{
    public required ExecutionStatus Status { get; init; }

    public required int LastEventId { get; init; }

    /// <summary>The <c>previousEventId</c> of the next event: 0 before the first state is entered.</summary>
    public required int PreviousEventId { get; init; }

    public required string StateName { get; init; }

    /// <summary>The current state's raw input, as JSON text.</summary>
    public required string StateInput { get; init; }

    public required int EnteredEventId { get; init; }

    public required DateTimeOffset EnteredAt { get; init; }

    /// <summary>Retries made of the current state, one count for each retrier.</summary>
    public required ImmutableArray<int> RetriesUsed { get; init; }

    public required int RetryCount { get; init; }

    public required Phase Phase { get; init; }

    /// <summary>When the whole execution times out.</summary>
    public required DateTimeOffset? Deadline { get; init; }

    /// <summary>How often each mocked state was invoked; empty outside test cases.</summary>
    public required ImmutableDictionary<string, int> Invocations { get; init; }

    public string? Output { get; init; }

    public string? Error { get; init; }

    public string? Cause { get; init; }

    public bool IsRunning => Status == ExecutionStatus.Running;

    /// <summary>The next wait, retry, timeout or heartbeat time, or null.</summary>
    public DateTimeOffset? Due
    {
        get
        {
            var due = Phase switch
            {
                Phase.Waiting waiting => waiting.Until,
                Phase.BackingOff backingOff => backingOff.Until,
                _ => Phase.OpenAttempt?.Due,
            };
            return !IsRunning ? null : due is null || Deadline < due ? Deadline : due;
        }
    }
}
