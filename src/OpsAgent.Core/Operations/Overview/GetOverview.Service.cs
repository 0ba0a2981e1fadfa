using OpsAgent.Core.Cards;
using OpsAgent.Core.Operations.CloudWatch;
using OpsAgent.Core.Operations.Ecs;
using OpsAgent.Core.Operations.LoadBalancing;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Operations.Overview;

/// <summary>The overview of one ECS service: shown whole also when it is well.</summary>
public sealed partial class GetOverview
{
    private const int MaxGroupsOfAService = 10;

    /// <returns>Null when there is no such service.</returns>
    private static async Task<AccountSnapshot?> MakeOfServiceAsync(
        GetOverviewParameters scope, AwsReaders readers, TimeProvider time, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (service, isThere) = ((EcsService?)null, true);
        var services = await ReadSectionAsync("ECS service", time, FindAsync, cancellationToken);
        if (!isThere)
        {
            return null;
        }

        var looks = await Task.WhenAll(
            ReadSectionAsync("CloudWatch alarms", time, stop => AlarmsAsync(readers.Metrics, now, stop), cancellationToken),
            ReadSectionAsync("Target groups", time, stop => GroupsOfAsync(service, readers.TargetHealth, stop), cancellationToken),
            ReadSectionAsync("CloudTrail events", time, stop => ChangesAsync(readers.Events, now, stop), cancellationToken));

        // A load balancer may serve others too, so what is wrong with it is told as its own.
        var (groups, shared) = (looks[1], looks[1].Shared.ToHashSet(StringComparer.Ordinal));
        var own = groups.InScope.Concat(NamesOf(service)).Append($"{scope.Cluster}/{scope.Service}").ToHashSet(StringComparer.Ordinal);
        var alarms = Within(looks[0], [.. own, .. shared], "alarms in ALARM");
        alarms = alarms with { Lines = [.. alarms.Lines.Select(l => l.Names.Any(own.Contains) ? l : l with { Text = $"{l.Text}, on its load balancer" })] };
        var changes = Within(looks[2], own, "changes of the last hour");
        return new AccountSnapshot(now, Section(alarms), Section(SectionResult.Nothing), Section(groups), Section(services), Section(changes),
            [.. new[] { alarms, groups, services, changes }.SelectMany(l => l.NotSearched)])
        {
            Service = service is null ? null : ServiceOverview.Of(service, now),
        };

        async Task<SectionResult> FindAsync(CancellationToken stop)
        {
            try
            {
                service = await readers.Services.FindAsync(scope.Cluster!, scope.Service!, stop);
            }
            catch (AwsException e) when (e.Code == ErrorCode.ResourceNotFound)
            {
                // There is no such cluster.
            }

            isThere = service is not null;
            return service is null ? SectionResult.Nothing : new SectionResult([LineOf(service, ServiceOverview.Of(service, now), now)]);
        }
    }

    private static OverviewLine LineOf(EcsService service, ServiceOverview shown, DateTimeOffset now)
    {
        var isNew = shown.Since is { } at && at > now - LookBack;
        return new OverviewLine(
            $"{shown.Cluster}/{shown.Service}",
            shown.Text,
            IsBelowOrFailed(service) ? Tone.Bad : shown.Steady ? Tone.Ok : Tone.Warning,
            shown.Since,
            shown.Events is [var newest, ..] ? newest.Message : null,
            isNew || !service.IsSettled ? CloudTrail.EventStep.To("UpdateService") : MetricStep.ToMemory($"{shown.Cluster}/{shown.Service}"));
    }

    private static async Task<SectionResult> GroupsOfAsync(EcsService? service, ITargetHealth health, CancellationToken cancellationToken)
    {
        if (service is null)
        {
            return SectionResult.Nothing with { NotSearched = ["Target groups: which of them are the service's is not known."] };
        }

        var (lines, names, shared) = (new List<OverviewLine>(), new List<string>(), new List<string>());
        foreach (var arn in service.TargetGroups.Take(MaxGroupsOfAService))
        {
            if (await health.FindGroupAsync(arn, cancellationToken) is { } group)
            {
                lines.Add(LineOf(TargetGroupHealth.Of(group, await health.ListTargetsAsync(group, cancellationToken))));
                names.Add(NameIn(group.Arn));
                shared.AddRange(group.LoadBalancer is { } balancer ? [NameIn(balancer).Replace("loadbalancer/", string.Empty, StringComparison.Ordinal)] : []);
            }
        }

        return new SectionResult([.. lines.OrderByDescending(l => l.Tone)])
        {
            InScope = names,
            Shared = shared,
            NotSearched = service.TargetGroups.Length > MaxGroupsOfAService ? [$"Target groups of the service beyond {MaxGroupsOfAService}."] : [],
        };

        // As CloudWatch's dimensions name them: targetgroup/web/6d0ecf831eec9f09, app/web/50dc6c495c0c9188.
        static string NameIn(string arn) => arn[(arn.LastIndexOf(':') + 1)..];
    }

    // As CloudTrail names it and what it runs.
    private static IEnumerable<string> NamesOf(EcsService? service) => service is null ? [] :
    [
        .. service.HasShortArn ? [$"service/{service.Name}"] : Array.Empty<string>(),
        .. service.Deployments.Select(d => d.TaskDefinition).Concat(service.TaskSets.Select(t => t.TaskDefinition)).Append(service.TaskDefinition)
            .Where(d => d.Length > 0).Select(d => $"task-definition/{d[(d.LastIndexOf('/') + 1)..]}"),
    ];
}
