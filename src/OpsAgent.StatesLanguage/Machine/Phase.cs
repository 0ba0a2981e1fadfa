namespace OpsAgent.StatesLanguage;

/// <summary>
/// What an execution waits for between two steps.
/// <list type="table">
/// <item><term>Ready</term><description>a state was entered and not yet run; never stored</description></item>
/// <item><term>Waiting</term><description>in a Wait state, until its time</description></item>
/// <item><term>BackingOff</term><description>a task waits for its next retry</description></item>
/// <item><term>Calling</term><description>a function is being invoked; invoked again after a restart, because no outcome is stored</description></item>
/// <item><term>AwaitingCallback</term><description>the function has returned; the task waits for a callback with its token, a timeout or a stop</description></item>
/// <item><term>Ended</term><description>terminal</description></item>
/// </list>
/// </summary>
internal abstract record Phase
{
    private Phase()
    {
    }

    internal sealed record Ready : Phase;

    internal sealed record Waiting(DateTimeOffset Until) : Phase;

    internal sealed record BackingOff(DateTimeOffset Until) : Phase;

    internal sealed record Calling(TaskAttempt Attempt) : Phase;

    internal sealed record AwaitingCallback(TaskAttempt Attempt) : Phase;

    internal sealed record Ended : Phase;

    public TaskAttempt? OpenAttempt => this switch
    {
        Calling calling => calling.Attempt,
        AwaitingCallback awaiting => awaiting.Attempt,
        _ => null,
    };
}
