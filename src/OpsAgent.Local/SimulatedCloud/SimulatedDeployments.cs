using System.Globalization;

using OpsAgent.Core.Operations.Ecs;

namespace OpsAgent.Local.SimulatedCloud;

/// <summary>
/// What each service of the simulated cloud has deployed, from its file and the changes made to it. A deployment replaces one
/// task every task_seconds. One whose tasks do not start goes on for ever, or fails after three where the circuit breaker is on.
/// </summary>
internal sealed class SimulatedDeployments(CloudFile file, CloudWriteLog writes, double timeScale, DateTimeOffset start, TimeProvider time)
{
    private const int FailuresToBreak = 3;

    /// <returns>As of now, oldest first; the last is the primary one.</returns>
    public IReadOnlyList<SimulatedDeployment> Of(CloudService service) => Of(service, time.GetUtcNow());

    private List<SimulatedDeployment> Of(CloudService service, DateTimeOffset now)
    {
        var changes = writes.Find(SimulatedServices.UpdateAction, ArnOf(service)).Where(w => w.At <= now).ToList();
        // A restarted host starts after the changes that were made to it.
        var from = changes is [var first, ..] && first.At < start ? first.At : start;
        var all = service.Deployments.OrderByDescending(d => d.MinutesAgo).Select((d, i) => Completed(i + 1, d.TaskDefinition, from - TimeSpan.FromMinutes(d.MinutesAgo))).ToList();
        if (all.Count == 0)
        {
            all.Add(Completed(1, service.TaskDefinition, null));
        }

        var tasks = service.DesiredCount;
        foreach (var write in changes)
        {
            tasks = write.Value ?? tasks;
            if (write.TaskDefinition is { } next)
            {
                all.RemoveAll(d => d.From > write.At);
                all[^1] = all[^1].ReplacedAt(write.At);
                Deploy(all, service, next, write.At, TimeSpan.FromSeconds(service.TaskSeconds * timeScale), tasks);
            }
        }

        return [.. all.Where(d => d.From is null || d.From <= now).Select(d => d.AsOf(now))];
    }

    /// <returns>Tells of a moment whether the service serves what the cause names; always true of no cause.</returns>
    public Func<DateTimeOffset, bool> Lasting(CloudCause? cause)
    {
        var served = ServedBy(cause);
        return at => served.Count == 0 || served.LastOrDefault(d => d.CompletedAt is null || d.CompletedAt <= at)?.TaskDefinition == cause!.TaskDefinition;
    }

    /// <returns>When the service last ceased to serve what the cause names; null while it does, and of no cause.</returns>
    public DateTimeOffset? EndOf(CloudCause? cause) =>
        time.GetUtcNow() is var now && Lasting(cause)(now) ? null : ServedBy(cause).LastOrDefault(d => d.CompletedAt <= now)?.CompletedAt;

    public string ArnOf(CloudService service) =>
        $"arn:aws:ecs:{file.Region}:{file.Account}:service/{(service.ShortArn ? string.Empty : $"{service.Cluster}/")}{service.Service}";

    private List<SimulatedDeployment> ServedBy(CloudCause? cause) =>
        cause is not null && file.Services.FirstOrDefault(s => $"{s.Cluster}/{s.Service}" == cause.Service) is { } service
            ? [.. Of(service, DateTimeOffset.MaxValue).Where(d => d.IsCompleted)]
            : [];

    private void Deploy(List<SimulatedDeployment> all, CloudService service, string next, DateTimeOffset at, TimeSpan taskTime, int tasks)
    {
        var number = all.Count + 1;
        if (file.TaskDefinitions.FirstOrDefault(d => d.Name == next) is not { TasksFail: true })
        {
            all.Add(new SimulatedDeployment(number, next, at, taskTime) { CompletedAt = at + (taskTime * tasks) });
            return;
        }

        var breaks = service.CircuitBreaker is "off" ? (DateTimeOffset?)null : at + (taskTime * FailuresToBreak);
        all.Add(new SimulatedDeployment(number, next, at, taskTime) { FailedAt = breaks, Reason = "ECS deployment circuit breaker: tasks failed to start.", TasksFail = true });
        if (breaks is { } then && service.CircuitBreaker is "rollback" && all.LastOrDefault(d => d.AsOf(at).IsCompleted) is { } good)
        {
            all.Add(Completed(number + 1, good.TaskDefinition, then) with { Reason = $"ECS deployment circuit breaker: rolling back to deploymentId ecs-svc/{good.Number.ToString(CultureInfo.InvariantCulture)}." });
        }
    }

    private static SimulatedDeployment Completed(int number, string taskDefinition, DateTimeOffset? at) =>
        new(number, taskDefinition, at, TimeSpan.Zero) { CompletedAt = at, IsCompleted = true };
}

/// <summary>One deployment of a simulated service at a moment.</summary>
/// <param name="Number">Its place in the service's history.</param>
/// <param name="TaskDefinition">Family and revision.</param>
/// <param name="From">When it began; null for before anything is known.</param>
/// <param name="TaskTime">How long one task takes.</param>
internal sealed record SimulatedDeployment(int Number, string TaskDefinition, DateTimeOffset? From, TimeSpan TaskTime)
{
    public DateTimeOffset? CompletedAt { get; init; }

    public bool IsCompleted { get; init; }

    public DateTimeOffset? FailedAt { get; init; }

    public bool IsFailed { get; init; }

    public bool TasksFail { get; init; }

    /// <summary>AWS's rolloutStateReason of a deployment that failed, or that undoes one.</summary>
    public string? Reason { get; init; }

    /// <returns>The same with what has happened by then; what has not is open.</returns>
    public SimulatedDeployment AsOf(DateTimeOffset now) => this with { IsCompleted = IsCompleted || CompletedAt <= now, IsFailed = FailedAt <= now };

    /// <returns>The same where another has taken its place by then, so that it neither completes nor fails any more.</returns>
    public SimulatedDeployment ReplacedAt(DateTimeOffset at) => this with { CompletedAt = CompletedAt > at ? null : CompletedAt, FailedAt = FailedAt > at ? null : FailedAt };

    /// <returns>How many tasks it has started by then, of so many.</returns>
    public int Started(int tasks, DateTimeOffset now) =>
        IsCompleted ? tasks : TasksFail ? 0 : TaskTime <= TimeSpan.Zero ? tasks : (int)Math.Clamp((now - From!.Value) / TaskTime, 0, tasks);
}
