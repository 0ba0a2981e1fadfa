namespace OpsAgent.StatesLanguage;

/// <summary>
/// Where a running execution stands between two steps.
/// <list type="table">
/// <item><term>Ready</term><description>a state was entered and not yet run; never stored</description></item>
/// <item><term>Waiting</term><description>a Wait state; goes on at its time</description></item>
/// <item><term>BackingOff</term><description>a task waits for its next attempt</description></item>
/// <item><term>Calling</term><description>a function was or is being called; called again after a restart, because no answer is recorded</description></item>
/// <item><term>AwaitingCallback</term><description>the function has answered; only the token, a timeout or a stop goes on</description></item>
/// <item><term>Ended</term><description>nothing happens any more</description></item>
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
