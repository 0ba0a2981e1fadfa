namespace OpsAgent.Functions.Tests.Crashes;

/// <summary>
/// Writes down every moment at which a worker could die (before and after each call of a port, and before its answer
/// arrives) and kills it at one of them, or has Lambda deliver one event twice.
/// </summary>
internal sealed class CrashPlan
{
    private readonly AsyncLocal<Worker?> worker = new();
    private Func<Task>? late;
    private int invocations;

    /// <summary>The moment, counted from 0, at which the worker dies; null for none.</summary>
    public int? KillAt { get; init; }

    /// <summary>The invocation, counted from 0, that is delivered twice in a row; null for none.</summary>
    public int? RepeatAt { get; init; }

    /// <summary>The invocation, counted from 0, that is delivered again by <see cref="DeliverLateAsync"/>; null for none.</summary>
    public int? LateAt { get; init; }

    public List<string> Moments { get; } = [];

    public int Invocations => invocations;

    public async Task<T> InvokeAsync<T>(string function, Func<Task<T>> invocation)
    {
        var number = invocations++;
        late = number == LateAt ? async () => await WorkAsync(function, invocation) : late;
        if (number == RepeatAt)
        {
            try
            {
                await WorkAsync(function, invocation);
            }
#pragma warning disable CA1031 // Whatever the first delivery ends with, the second one comes.
            catch (Exception)
#pragma warning restore CA1031
            {
            }
        }

        return await WorkAsync(function, invocation);
    }

    /// <summary>Delivers the late event, when all is over.</summary>
    public async Task DeliverLateAsync()
    {
        if (late is { } deliverAsync)
        {
            late = null;
            try
            {
                await deliverAsync();
            }
#pragma warning disable CA1031 // It may be refused; what counts is what it did.
            catch (Exception)
#pragma warning restore CA1031
            {
            }
        }
    }

    public async Task<T> CallAsync<T>(string port, Func<Task<T>> call)
    {
        Meet($"before {port}");
        var answer = await call();
        Meet($"after {port}");
        return answer;
    }

    private async Task<T> WorkAsync<T>(string function, Func<Task<T>> invocation)
    {
        var outer = worker.Value;
        var mine = worker.Value = new Worker(function);
        try
        {
            var answer = await invocation();
            Meet("before its answer");
            return answer;
        }
        catch (Exception e) when (mine.IsDead && e is not WorkerCrashException)
        {
            throw new WorkerCrashException();
        }
        finally
        {
            worker.Value = outer;
        }
    }

    private void Meet(string moment)
    {
        if (worker.Value is not { } mine)
        {
            return;
        }

        // Whoever is dead does nothing more, not even in a catch block.
        if (!mine.IsDead)
        {
            mine.IsDead = Moments.Count == KillAt;
            Moments.Add($"{mine.Function}: {moment}");
        }

        if (mine.IsDead)
        {
            throw new WorkerCrashException();
        }
    }

    private sealed class Worker(string function)
    {
        public string Function => function;

        public bool IsDead { get; set; }
    }
}
