namespace OpsAgent.Functions.Tests.Crashes;

/// <summary>Two workers that go on in turn. Continuations run inline, so that a run stays one sequence and the clock stands still.</summary>
internal sealed class Turns
{
    private readonly TaskCompletionSource[] gates = [new(), new()];
    private readonly bool[] gone = [false, false];

    public Task PassAsync(int me)
    {
        if (gone[1 - me])
        {
            return Task.CompletedTask;
        }

        var mine = gates[me] = new();
        gates[1 - me].TrySetResult();
        return mine.Task;
    }

    public void Leave(int me)
    {
        gone[me] = true;
        gates[1 - me].TrySetResult();
    }
}
