using System.Text.Json;

using OpsAgent.Core.Primitives;

namespace OpsAgent.Functions.Tests.Crashes;

/// <summary>
/// Stands where Lambda stands. Writes down every event and every moment at which a worker could die (before and after
/// each call of a port, and before its answer arrives), and disturbs one of them.
/// </summary>
internal sealed class CrashPlan(Func<Delivery, Task<JsonElement>> runAsync, Func<long> version)
{
    public const string BeforeItsAnswer = "before its answer";

    private readonly AsyncLocal<Worker?> worker = new();
    private Delivery? late;
    private int lateAfter;
    private Task<JsonElement>? swapped;

    public Disturbance? Disturbance { get; init; }

    public List<Moment> Moments { get; } = [];

    /// <summary>Every event, and the stored state that it found.</summary>
    public List<(Delivery Delivery, long Version)> Deliveries { get; } = [];

    public async Task<JsonElement> InvokeAsync(string function, string input)
    {
        var number = Deliveries.Count;
        var delivery = new Delivery(function, input, $"invocation-{number}");
        Deliveries.Add((delivery, version()));
        try
        {
            return await DeliverAsync(delivery, number);
        }
        finally
        {
            if (number == lateAfter)
            {
                await DeliverLateAsync();
            }
        }
    }

    /// <summary>Delivers what is still under way, when all is over.</summary>
    public async Task DeliverLateAsync()
    {
        if (late is { } delivery)
        {
            late = null;
            await Task.WhenAny(WorkAsync(delivery));
        }
    }

    public async Task<T> CallAsync<T>(string port, Func<Task<T>> call)
    {
        await MeetAsync($"before {port}");
        var answer = await call();
        await MeetAsync($"after {port}");
        return answer;
    }

    private async Task<JsonElement> DeliverAsync(Delivery delivery, int number)
    {
        switch (Disturbance)
        {
            case Disturbance.Twice(var at) when at == number:
                await Task.WhenAny(WorkAsync(delivery));
                break;
            case Disturbance.Again(var at, var after) when at == number:
                (late, lateAfter) = (delivery, after == Disturbance.AtTheEnd ? after : number + after);
                break;
            case Disturbance.Delayed(var at) when at == number:
                (late, lateAfter) = (delivery, number + 1);
                throw new WorkerCrashException();
            case Disturbance.Early(var at, var next) when at == number:
                await Task.WhenAny(WorkAsync(next));
                break;
            case Disturbance.Swapped(var at, var next) when at == number:
                swapped = WorkAsync(next);
                await Task.WhenAny(swapped);
                break;
            case Disturbance.Swapped(var at, var next) when at + 1 == number && next == delivery:
                return await swapped!;
            case Disturbance.Alternating(var at) when at == number:
                var turns = new Turns();
                var both = new[] { WorkAsync(delivery, turns, 0), WorkAsync(delivery, turns, 1) };
                await Task.WhenAny(Task.WhenAll(both));
                return await both[0];
            default:
                break;
        }

        return await WorkAsync(delivery);
    }

    private async Task<JsonElement> WorkAsync(Delivery delivery, Turns? turns = null, int place = 0)
    {
        var mine = worker.Value = new Worker(delivery, turns, place);
        var work = AnswerAsync();
        await Task.WhenAny(work);
        turns?.Leave(place);
        return mine.IsDead ? throw new WorkerCrashException() : await (mine.Overtaking ?? work);

        async Task<JsonElement> AnswerAsync()
        {
            var answer = await runAsync(delivery);
            await MeetAsync(BeforeItsAnswer);
            return answer;
        }
    }

    private async Task MeetAsync(string moment)
    {
        if (worker.Value is not { } mine)
        {
            return;
        }

        // Whoever is dead does nothing more, not even in a catch block.
        if (!mine.IsDead)
        {
            var number = Moments.Count;
            Moments.Add(new Moment($"{mine.Delivery.Function}: {moment}{mine.Nth(moment)}", version()));
            await DisturbAsync(mine, number);
            await (mine.Turns?.PassAsync(mine.Place) ?? Task.CompletedTask);
        }

        if (mine.IsDead)
        {
            throw new WorkerCrashException();
        }
    }

    private async Task DisturbAsync(Worker mine, int number)
    {
        switch (Disturbance)
        {
            case Disturbance.Kill(var at, _) when at == number:
                mine.IsDead = true;
                break;
            case Disturbance.Unanswered(var at) when at == number:
                throw new AwsException(ErrorCode.AwsServiceError, "some:Action", "a resource", "AWS did not answer.");
            case Disturbance.Overtaken(var at, var answers) when at == number:
                var second = WorkAsync(mine.Delivery);
                await Task.WhenAny(second);
                mine.Overtaking = answers ? second : null;
                break;
            default:
                break;
        }
    }

    private sealed class Worker(Delivery delivery, Turns? turns, int place)
    {
        private readonly Dictionary<string, int> met = [];

        public Delivery Delivery => delivery;

        public Turns? Turns => turns;

        public int Place => place;

        public bool IsDead { get; set; }

        /// <summary>The same call again is another place in the program; from the fifth on it is a poll.</summary>
        public string Nth(string moment)
        {
            var nth = met[moment] = Math.Min(met.GetValueOrDefault(moment) + 1, 5);
            return nth == 1 ? string.Empty : $" ({nth})";
        }

        /// <summary>The second delivery of the same event, when it is that one's answer which the caller gets.</summary>
        public Task<JsonElement>? Overtaking { get; set; }
    }
}
