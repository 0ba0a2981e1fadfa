using System.Collections.Concurrent;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.StateMachine;
using OpsAgent.Core.Primitives;

namespace OpsAgent.TestKit;

/// <summary>A state machine that does nothing but remember; a test plays the machine in <see cref="Then"/>.</summary>
public sealed class RecordingStateMachine : IStateMachine
{
    private readonly ConcurrentQueue<StateMachineCall> _calls = new();

    /// <summary>Every call in order, also those that failed.</summary>
    public IReadOnlyCollection<StateMachineCall> Calls => _calls;

    /// <summary>What <see cref="StartAsync"/> answers.</summary>
    public bool Starts { get; set; } = true;

    /// <summary>What <see cref="ResumeAsync"/> answers.</summary>
    public bool Resumes { get; set; } = true;

    public StateMachineExecution? Run { get; set; }

    public IReadOnlyList<StateMachineStep> Steps { get; set; } = [];

    /// <summary>Makes every call throw what the port says an unreachable state machine throws.</summary>
    public bool IsUnreachable { get; set; }

    /// <summary>The hook: what happens during a start or a resume.</summary>
    public Func<StateMachineCall, Task>? Then { get; set; }

    /// <summary>What <see cref="IsWaitingAsync"/> answers for a proposal, the time when the wait was entered and the attempt.</summary>
    public Func<ProposalId, DateTimeOffset, int, bool> Waits { get; set; } = (_, _, _) => true;

    public static string ArnOf(ProposalId id) => $"arn:aws:states:eu-central-1:123456789012:execution:opsagent:{id}";

    public string ExecutionArnOf(Proposal proposal) => ArnOf(proposal.Id);

    public IEnumerable<string> Methods() => _calls.Select(c => c.Method);

    public async Task<bool> StartAsync(Proposal proposal, CancellationToken cancellationToken)
    {
        await RecordAsync("Start", proposal);
        return Starts;
    }

    public async Task<bool> ResumeAsync(Proposal proposal, CancellationToken cancellationToken)
    {
        await RecordAsync("Resume", proposal);
        return Resumes;
    }

    public async Task<StateMachineExecution?> DescribeAsync(Proposal proposal, CancellationToken cancellationToken)
    {
        await RecordAsync("Describe", proposal);
        return Run;
    }

    public async Task<bool> IsWaitingAsync(Proposal proposal, DateTimeOffset enteredAt, int retryCount, CancellationToken cancellationToken)
    {
        await RecordAsync("IsWaiting", proposal);
        return Waits(proposal.Id, enteredAt, retryCount);
    }

    public async Task<IReadOnlyList<StateMachineStep>> TraceAsync(Proposal proposal, CancellationToken cancellationToken)
    {
        await RecordAsync("Trace", proposal);
        return Steps;
    }

    private async Task RecordAsync(string method, Proposal proposal)
    {
        var call = new StateMachineCall(method, proposal);
        _calls.Enqueue(call);
        if (IsUnreachable)
        {
            throw new AwsException(ErrorCode.AwsServiceError, $"states:{method}", proposal.Id.Value, "The state machine does not answer.");
        }

        if (Then is { } then)
        {
            await then(call);
        }
    }
}
