using Amazon.Lambda.Core;
using Amazon.Lambda.TestUtilities;

using Microsoft.Extensions.Time.Testing;

using OpsAgent.Functions.Tests.Crashes;

namespace OpsAgent.Functions.Tests.Schedules;

/// <summary>
/// Lets actors work one at a time: at every call of a port an actor gives its turn away, and the schedule says whose is
/// next. One thread, so that the same schedule is the same run. Lambda ends an invocation whose time is over: it gets no
/// turn any more.
/// </summary>
internal sealed class Turns(IReadOnlyList<int> choices, FakeTimeProvider time)
{
    private const int MaxIdle = 20_000;
    private const int Patience = 150;
    private static readonly TimeSpan IdleStep = TimeSpan.FromMilliseconds(100);

    private readonly AsyncLocal<Actor?> actor = new();
    private readonly AsyncLocal<Invocation?> invocation = new();
    private readonly Queue<(Actor Actor, Func<Task> Work)> coming = new();
    private readonly List<TaskCompletionSource> ready = [];
    private readonly List<(Func<bool> Holds, TaskCompletionSource Turn)> parked = [];
    private int open;
    private int next;
    private int invocations;

    public Actor Acting => actor.Value ?? new Actor("nobody");

    /// <summary>The request id of the invocation that acts, or null outside of one.</summary>
    public string? RequestId => invocation.Value?.RequestId;

    /// <summary>How many invocations have begun.</summary>
    public int Invocations => invocations;

    public List<string> Trace { get; } = [];

    public List<Exception> Failures { get; } = [];

    /// <summary>How many invocations Lambda ended because their time was over.</summary>
    public int Ended { get; private set; }

    /// <summary>Comes after those that were announced before, at a moment that the schedule chooses.</summary>
    public void Announce(Actor who, Func<Task> work) => coming.Enqueue((who, work));

    /// <summary>Begins now, beside whoever else is there.</summary>
    public void Spawn(Actor who, Func<Task> work)
    {
        open++;
        _ = LiveAsync(who, work);
    }

    /// <summary>Gives the turn away until something holds, or until nothing has happened for a while.</summary>
    public Task WhenAsync(Func<bool> holds)
    {
        var turn = new TaskCompletionSource();
        parked.Add((holds, turn));
        return turn.Task;
    }

    public async Task TurnAsync(string doing)
    {
        // Continuations run inside SetResult: nothing moves to another thread.
        var turn = new TaskCompletionSource();
        ready.Add(turn);
        await turn.Task;
        if (invocation.Value is { } mine && time.GetUtcNow() >= mine.Deadline)
        {
            Ended++;
            Trace.Add($"{time.GetUtcNow():HH:mm:ss.f} {Acting}: ended by Lambda before {doing}");
            throw new WorkerCrashException();
        }

        Trace.Add($"{time.GetUtcNow():HH:mm:ss.f} {Acting}: {doing}");
    }

    /// <summary>Runs an invocation as Lambda does: an id of its own, sixty seconds.</summary>
    public async Task<T> InvokeAsync<T>(Func<ILambdaContext, Task<T>> run)
    {
        var life = TimeSpan.FromSeconds(60);
        var mine = invocation.Value = new Invocation($"invocation-{++invocations}", time.GetUtcNow() + life);
        var answer = await run(new TestLambdaContext { AwsRequestId = mine.RequestId, RemainingTime = life, Logger = QuietLogger.Instance });
        return time.GetUtcNow() < mine.Deadline ? answer : throw new WorkerCrashException();
    }

    /// <summary>Until everybody has come and gone.</summary>
    public void Run()
    {
        for (var idle = 0; open > 0 || coming.Count > 0;)
        {
            ready.AddRange(parked.Where(p => p.Holds() || idle > Patience).Select(p => p.Turn));
            parked.RemoveAll(p => ready.Contains(p.Turn));
            var choice = Choose(ready.Count + (coming.Count > 0 ? 1 : 0));
            if (choice < ready.Count)
            {
                var turn = ready[choice];
                ready.RemoveAt(choice);
                turn.SetResult();
                idle = 0;
            }
            else if (coming.TryDequeue(out var comer))
            {
                Spawn(comer.Actor, comer.Work);
            }
            else if (++idle < MaxIdle)
            {
                // Everybody waits for time to pass.
                time.Advance(IdleStep);
            }
            else
            {
                throw new TimeoutException($"They wait for ever:\n{string.Join('\n', Trace)}");
            }
        }
    }

    private int Choose(int among) => among < 2 || choices.Count == 0 ? 0 : choices[next++ % choices.Count] % among;

    private async Task LiveAsync(Actor who, Func<Task> work)
    {
        actor.Value = who;
        invocation.Value = null;
        try
        {
            await TurnAsync("begins");
            await work();
        }
        catch (WorkerCrashException)
        {
            // Its client sees a broken connection.
        }
#pragma warning disable CA1031 // The property looks at all of them when the run is over.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Failures.Add(e);
        }
        finally
        {
            open--;
        }
    }

    private sealed record Invocation(string RequestId, DateTimeOffset Deadline);
}
