using OpsAgent.Compat.Tests.Support;

namespace OpsAgent.Bootstrap.Tests.Actions;

/// <summary>What happens at the first call of one AWS action during an invocation: somebody hears of it, and perhaps AWS answers otherwise.</summary>
internal sealed class Incident
{
    private readonly TaskCompletionSource<ReceivedRequest> called = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string? call;
    private readonly FakeResponse? answer;
    private Incident? second;

    private Incident(string? call, FakeResponse? answer) => (this.call, this.answer) = (call, answer);

    public static Incident None => new(null, null);

    /// <summary>Another writer was there first. Whoever loses a transaction looks whether it was its own that won.</summary>
    public static Incident Rival => new("dynamodb:TransactWriteItems", new FakeResponse(
        400,
        """{"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException","Message":"Transaction cancelled","CancellationReasons":[{"Code":"ConditionalCheckFailed"}]}"""));

    /// <summary>The first call of it, once it came.</summary>
    public Task<ReceivedRequest> Called => called.Task;

    public static Incident Hearing(string call) => new(call, null);

    public static Incident Answering(string call, FakeResponse answer) => new(call, answer);

    /// <returns>This one and another in the same invocation.</returns>
    public Incident And(Incident other)
    {
        second = other;
        return this;
    }

    /// <returns>What AWS says, or null to ask AWS.</returns>
    public FakeResponse? AnswerTo(string action, ReceivedRequest received) =>
        action == call && called.TrySetResult(received) ? answer : second?.AnswerTo(action, received);
}
