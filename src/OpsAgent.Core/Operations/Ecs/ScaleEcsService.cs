using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Guardrails.Policies;
using OpsAgent.Core.Operations.CloudTrail;
using OpsAgent.Core.Operations.Grammar;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Operations.Ecs;

/// <summary>Sets the desired count of one ECS service.</summary>
public sealed class ScaleEcsService : WriteOperation<ScaleEcsServiceParameters, ScaleEcsServiceTarget>
{
    private const string Desired = "desired_count";
    private const string OnFailure = "on_failure";
    private const int MaxTasks = 100;

    // A shift's end and the next morning's begin are what people forget.
    private static readonly TimeSpan ScheduleHorizon = TimeSpan.FromDays(1);

    public override string Name => "scale_ecs_service";

    public override string Title => "Scale an ECS service";

    public override string Description =>
        "Proposes another number of tasks for one ECS service. Nothing happens until another person approves; then the desired count is set once and "
        + "the service is watched until that many tasks run and its deployment is steady.";

    public override ChatGrammar? Chat { get; } = new ChangeGrammar(new TargetPhrase(SubjectKind.Service, "cluster", "service")) { Count = Desired };

    public override ParameterSet Parameters { get; } = new(
        [
            EcsServiceParameters.Cluster,
            EcsServiceParameters.Service,
            new IntegerParameter(Desired, "How many tasks should run.") { Required = true, Minimum = 0, Maximum = MaxTasks, Example = "6" },
            Reason,
            Watch,
            new ChoiceParameter(OnFailure, "What to do if the service does not settle: leave it, or set the former count again.", "keep", "revert") { DefaultValue = "keep" },
        ]);

    public override string IamAction => UpdateService.IamAction;

    public override string Undo => "Scale the service back to the former count, which the plan shows.";

    // The signals hold only for the new count, so there is no old state to mistake for the new one; this leaves
    // DescribeServices time to show one state from all its replicas.
    public override TimeSpan SettleTime => TimeSpan.FromSeconds(10);

    // A task counts as running before its process has proved to live: a minute outlasts a crash at start and two failed
    // health checks at the load balancer's usual 30 s.
    public override TimeSpan SustainTime => TimeSpan.FromSeconds(60);

    public override bool CanReadBack => true;

    public override string TaggingCommand(ResourceTarget target, IReadOnlyList<KeyValuePair<string, string>> tags) => EcsServiceParameters.TaggingCommand(target, tags);

    public override string HowToCheckByHand(ChangePlan plan, ProposalId proposal, DateTimeOffset since)
    {
        var names = plan.Target.Id.Split('/');
        return $"aws ecs describe-services --cluster {names[0]} --services {names[^1]} --query 'services[0].[desiredCount,runningCount,pendingCount]' "
            + $"shows the counts ({plan.Before[Desired]} before, {plan.After[Desired]} planned). {CloudTrailCommand.For("UpdateService", plan.Target.Arn, proposal, since)}";
    }

    public override async Task<int?> FindNumberAsync(string parameter, Arguments arguments, AwsReaders readers, CancellationToken cancellationToken) =>
        parameter == Desired && await EcsServiceParameters.FindAsync(arguments.RequiredText("cluster"), arguments.RequiredText("service"), readers, cancellationToken) is { } service
            ? service.Desired : null;

    public override CountChange? CountOf(ChangePlan plan) => new(
        int.Parse(plan.Before[Desired], CultureInfo.InvariantCulture), int.Parse(plan.After[Desired], CultureInfo.InvariantCulture), "tasks");

    protected override ScaleEcsServiceParameters Bind(Arguments arguments) => new(
        arguments.RequiredText("cluster"), arguments.RequiredText("service"), arguments.RequiredInteger(Desired), arguments.RequiredText(OnFailure) == "revert");

    protected override (ResourceTarget Target, ImmutableSortedDictionary<string, string> Tags) Identify(ScaleEcsServiceTarget resource) =>
        (new ResourceTarget(resource.Service.Arn, FullName(resource.Service), "ECS service"), resource.Service.Tags);

    protected override async Task<ScaleEcsServiceTarget?> FindAsync(ScaleEcsServiceParameters parameters, AwsReaders readers, CancellationToken cancellationToken) =>
        await EcsServiceParameters.FindAsync(parameters.Cluster, parameters.Service, readers, cancellationToken) is { } found ? new(found) : null;

    protected override async Task<ScaleEcsServiceTarget> WithRiskFactsAsync(ScaleEcsServiceTarget resource, AwsReaders readers, CancellationToken cancellationToken)
    {
        try
        {
            return resource with { Scaling = new(await readers.Scaling.FindAsync(resource.Service.Cluster, resource.Service.Name, cancellationToken), null) };
        }
        catch (AwsException e)
        {
            return resource with { Scaling = new(null, e.Message) };
        }
    }

    protected override Task<int?> CountPeersAsync(ScaleEcsServiceTarget resource, string tag, string value, AwsReaders readers, CancellationToken cancellationToken) =>
        EcsServiceParameters.CountPeersAsync(resource.Service, tag, value, readers, cancellationToken);

    protected override Refusal NotFound(ScaleEcsServiceParameters parameters) => EcsServiceParameters.NotFound(parameters.Cluster, parameters.Service);

    protected override Refusal? Validate(ScaleEcsServiceParameters parameters, ScaleEcsServiceTarget resource)
    {
        var service = resource.Service;
        if (service.Status != "ACTIVE")
        {
            return Denied(
                "service_status",
                service.Status,
                $"{FullName(service)} is {service.Status}; only an ACTIVE service can be scaled. Wait until it is deleted and create it anew, or check the name.",
                "ACTIVE");
        }

        if (service.SchedulingStrategy == "DAEMON")
        {
            return Denied(
                "scheduling_strategy",
                service.SchedulingStrategy,
                $"{FullName(service)} is a DAEMON service: ECS runs one task on each container instance. AWS would refuse it: {EcsService.DaemonSentence}. "
                + "To have more or fewer tasks, change the number of container instances, or its placement constraints.",
                "REPLICA");
        }

        if (parameters.DesiredCount == service.Desired)
        {
            return Denied(
                "desired_count_differs",
                Text(service.Desired),
                $"The desired count of {FullName(service)} is {service.Desired} already, with {Tasks(service.Running)} running; there is nothing to change. "
                + "Give another desired_count, or look why the tasks do not run.");
        }

        return resource.Scaling is { Found: { IsSuspended: false } scaling } && (parameters.DesiredCount < scaling.Minimum || parameters.DesiredCount > scaling.Maximum)
            ? OutsideLimits(service, parameters.DesiredCount, scaling)
            : null;
    }

    protected override ChangeEffect Plan(ScaleEcsServiceParameters parameters, ScaleEcsServiceTarget resource)
    {
        var service = resource.Service;
        var (from, to, reverts) = (Text(service.Desired), parameters.DesiredCount, parameters.RevertOnFailure);
        return new ChangeEffect(
            $"Scale ECS service {FullName(service)} from {from} to {Tasks(to)}{(reverts ? $" and, if it does not settle, back to {from}" : string.Empty)}.",
            ImmutableSortedDictionary<string, string>.Empty.Add(Desired, from),
            ImmutableSortedDictionary<string, string>.Empty.Add(Desired, Text(to)).Add(OnFailure, reverts ? $"revert to {from}" : "keep"),
            $"Scale it back: {Name} with desired_count {from}.")
        {
            Notes = [.. Notes(parameters, resource)],
        };
    }

    protected override IEnumerable<RiskFactor> RiskFactors(ScaleEcsServiceParameters parameters, ScaleEcsServiceTarget resource)
    {
        var service = resource.Service;
        var (from, to) = (service.Desired, parameters.DesiredCount);
        if (to == 0)
        {
            yield return new RiskFactor("scaling_to_zero", 2, "Scaling to zero stops every task: the service answers nobody.");
        }
        else if (to > 2L * from)
        {
            yield return new RiskFactor("more_than_doubling", 1, $"From {from} to {Tasks(to)} is more than twice as many: cost, quotas and what the tasks call must bear it.");
        }
        else if (2L * to < from)
        {
            yield return new RiskFactor("more_than_halving", 1, $"From {from} to {Tasks(to)} is less than half: those that stay must bear the load.");
        }

        if (service.IsDeploying)
        {
            yield return new RiskFactor("deployment_in_progress", 1, $"{DeploymentOf(service)}.");
        }
        else if (!service.IsSteady)
        {
            yield return new RiskFactor(
                "not_steady",
                1,
                $"The service is not steady: {service.RunningToServe} of {Tasks(service.TasksOfPrimary(service.Desired))} running, {service.PendingToServe} pending, deployment {service.DeploymentState()}"
                + $"{(service.PrimaryDeployment is { Rollout: "FAILED", RolloutReason: { } reason } ? $" ({reason.TrimEnd('.')})" : string.Empty)}.");
        }

        if (to > from && service.Running < service.Desired && service.Events.FirstOrDefault(e => e.Message.Contains("unable to", StringComparison.Ordinal)) is { } trouble)
        {
            yield return new RiskFactor("cannot_start_tasks", 1, $"ECS could not start all tasks that are wanted already, so more may not start either: {trouble.Message.TrimEnd('.')}.");
        }

        if (resource.Scaling is { Found: { } scaling } && (scaling.Unread.Contains("policies") || scaling.Unread.Contains("schedules")))
        {
            yield return new RiskFactor("scaling_unknown", 1, $"Of Application Auto Scaling, {string.Join(" and ", scaling.Unread)} could not be read, so it may change the count again.");
        }
        else if (resource.Scaling is { Problem: { } problem })
        {
            yield return new RiskFactor("scaling_unknown", 1, $"Application Auto Scaling could not be read, so it may have limits or change the count again: {problem}");
        }
    }

    protected override AwsChange Change(ScaleEcsServiceParameters parameters, ChangePlan plan) => SetCount(parameters, parameters.DesiredCount);

    protected override ChangeReversal? ReversalOf(ScaleEcsServiceParameters parameters, ChangePlan plan)
    {
        if (!parameters.RevertOnFailure)
        {
            return null;
        }

        var before = int.Parse(plan.Before[Desired], CultureInfo.InvariantCulture);
        return new ChangeReversal($"set back to {Tasks(before)}", SetCount(parameters, before));
    }

    protected override ReadBackResult ReadBack(ChangePlan plan, ScaleEcsServiceTarget resource) =>
        Text(resource.Service.Desired) == plan.After[Desired] ? ReadBackResult.Done
        : Text(resource.Service.Desired) == plan.Before[Desired] ? ReadBackResult.NotDone
        : ReadBackResult.CannotTell;

    protected override IReadOnlyList<VerificationSignal> Signals(ScaleEcsServiceParameters parameters, ChangePlan plan, ScaleEcsServiceTarget resource)
    {
        var service = resource.Service;
        var wanted = service.TasksOfPrimary(parameters.DesiredCount);
        return
        [
            new("desired count", service.Desired == parameters.DesiredCount, Text(service.Desired)),
            new("running count", service.RunningToServe == wanted, $"{service.RunningToServe} of {wanted}"),
            new("pending count", service.PendingToServe == 0, Text(service.PendingToServe)),
            new("deployment", service.IsSettled, service.DeploymentState()),
        ];
    }

    private static Refusal OutsideLimits(EcsService service, int count, ServiceScaling scaling)
    {
        var (minimum, maximum) = (Math.Min(count, scaling.Minimum), Math.Max(count, scaling.Maximum));
        var command = $"aws application-autoscaling register-scalable-target --service-namespace ecs --resource-id service/{FullName(service)} "
            + $"--scalable-dimension ecs:service:DesiredCount --min-capacity {minimum} --max-capacity {maximum}";
        return new Refusal(
            ErrorCode.PolicyDenied,
            $"Application Auto Scaling keeps {FullName(service)} between {scaling.Minimum} and {Tasks(scaling.Maximum)}, so it would not leave it at {Tasks(count)}. "
            + $"Propose a count inside these limits, or have them changed first: {command}",
            new JsonObject
            {
                ["rule"] = "scaling_limits",
                ["required"] = $"{scaling.Minimum} to {scaling.Maximum}",
                ["found"] = Text(count),
                ["how_to_fix"] = command,
            }.ToElement());
    }

    private static Refusal Denied(string rule, string found, string message, string? required = null)
    {
        var details = new JsonObject { ["rule"] = rule };
        if (required is not null)
        {
            details["required"] = required;
        }

        details["found"] = found;
        return new Refusal(ErrorCode.PolicyDenied, message, details.ToElement());
    }

    private static IEnumerable<string> Notes(ScaleEcsServiceParameters parameters, ScaleEcsServiceTarget resource)
    {
        var service = resource.Service;
        if (service.IsDeploying)
        {
            yield return $"{DeploymentOf(service)}. AWS takes the new count at once and carries it into the deployment; verification waits until that is done"
                + $"{(parameters.RevertOnFailure ? ", and if it takes too long the count is set back" : string.Empty)}.";
        }

        if (service.HasTaskSets)
        {
            yield return service.PrimaryTaskSet is null
                ? $"The service has no primary task set, so no task starts whatever the count is: its {service.Controller} controller must make one first."
                : $"Its deployments are made by the {service.Controller} controller; the count is shared out to its task sets.";
        }

        if (!service.CapacityProviders.IsEmpty)
        {
            yield return $"Tasks are placed by capacity provider {string.Join(", ", service.CapacityProviders)}"
                + $"{(service.CapacityProviders.Contains("FARGATE_SPOT") ? "; those on FARGATE_SPOT may be stopped by AWS with two minutes' notice" : string.Empty)}.";
        }

        switch (resource.Scaling)
        {
            case { Problem: not null }:
                yield return "Whether Application Auto Scaling moves this service could not be read.";
                break;
            case { Found: { } scaling }:
                yield return $"{ScalingOf(scaling)}.";
                foreach (var schedule in SchedulesOf(scaling))
                {
                    yield return schedule;
                }

                if (!scaling.Unread.IsEmpty)
                {
                    yield return $"Its {string.Join(", ", scaling.Unread)} could not be read.";
                }

                if (scaling.Activities is [{ } last, ..])
                {
                    yield return $"Its last scaling activity, {Timestamps.Text(last.At)}: {last.Description.TrimEnd('.')} ({last.Status}).";
                }

                break;
        }
    }

    private static string ScalingOf(ServiceScaling scaling)
    {
        var limits = $"between {scaling.Minimum} and {scaling.Maximum}";
        var by = scaling.Unread.Contains("policies") ? "policies unknown" : scaling.Policies.IsEmpty ? "no policy" : string.Join("; ", scaling.Policies);
        var more = scaling.IsTruncated ? "; there are more policies or schedules than were read" : string.Empty;
        return scaling switch
        {
            { IsSuspended: true } => $"Application Auto Scaling is registered for this service ({limits}; {by}{more}) but suspended; once resumed it may change the count again",
            { ScaleInSuspended: true, ScaleOutSuspended: true } => $"Application Auto Scaling keeps this service {limits}, its policies ({by}{more}) are suspended; schedules may still change the count",
            { ScaleInSuspended: true } => $"Application Auto Scaling moves this service {limits} ({by}{more}), upwards only while scaling in is suspended; it may change the count again",
            { ScaleOutSuspended: true } => $"Application Auto Scaling moves this service {limits} ({by}{more}), downwards only while scaling out is suspended; it may change the count again",
            _ => $"Application Auto Scaling moves this service {limits} ({by}{more}); it may change the count again",
        };
    }

    private static IEnumerable<string> SchedulesOf(ServiceScaling scaling)
    {
        var end = scaling.ReadAt + ScheduleHorizon;
        foreach (var action in scaling.Schedules.Where(s => !(s.End < scaling.ReadAt) && !(s.Start > end)))
        {
            var (due, at) = ScheduleExpression.FirstDue(
                action.Schedule, action.TimeZone, action.Start > scaling.ReadAt ? action.Start.Value : scaling.ReadAt, action.End < end ? action.End.Value : end);
            if (due)
            {
                yield return $"Scheduled action {action.Name} sets {LimitsOf(action)}{(at is { } time ? $" at {Timestamps.Text(time)}" : string.Empty)} "
                    + $"({action.Schedule} in {action.TimeZone}{(scaling.SchedulesSuspended ? ", suspended" : string.Empty)}).";
            }
        }
    }

    private static string LimitsOf(ScheduledScaling action) => (action.Minimum, action.Maximum) switch
    {
        ({ } minimum, { } maximum) => $"the limits to {minimum} and {maximum}",
        ({ } minimum, null) => $"the minimum to {minimum}",
        (null, { } maximum) => $"the maximum to {maximum}",
        _ => "nothing",
    };

    private static string DeploymentOf(EcsService service)
    {
        var breaker = service.CircuitBreaker is { Enable: true } on ? $"; its circuit breaker is on{(on.Rollback ? " and rolls back" : string.Empty)}" : string.Empty;
        var bounds = service is { MinimumHealthyPercent: { } least, MaximumPercent: { } most } ? $"; {least} % to {most} % of the count run meanwhile" : string.Empty;
        if (service.HasTaskSets)
        {
            var primary = service.PrimaryTaskSet;
            var other = service.TaskSets.FirstOrDefault(t => t.Status == "ACTIVE");
            return $"A {service.Controller} deployment is in progress: task sets of {FamilyOf(primary?.TaskDefinition)} (PRIMARY, {primary?.Running ?? 0} of {primary?.Desired ?? 0} running) "
                + $"and {FamilyOf(other?.TaskDefinition)} ({other?.Running ?? 0} of {other?.Desired ?? 0} running), since {Since(other?.CreatedAt ?? primary?.CreatedAt)}";
        }

        var next = service.PrimaryDeployment;
        var former = service.Deployments.FirstOrDefault(d => d.Status == "ACTIVE");
        return $"A {service.Strategy} deployment is in progress: {(former is null ? string.Empty : $"from {FamilyOf(former.TaskDefinition)} ")}to {FamilyOf(next?.TaskDefinition)}, "
            + $"{next?.Running ?? 0} of {next?.Desired ?? 0} running{(next is { Failed: > 0 } ? $", {Text(next.Failed)} failed" : string.Empty)}, since {Since(next?.CreatedAt)}{bounds}{breaker}";
    }

    private static string FamilyOf(string? taskDefinition) => taskDefinition is { Length: > 0 } arn ? LastSegment(arn) : "an unknown task definition";

    private static string Since(DateTimeOffset? time) => time is { } known ? Timestamps.Text(known) : "an unknown time";

    private static UpdateServiceCount SetCount(ScaleEcsServiceParameters parameters, int count) =>
        new(LastSegment(parameters.Cluster), LastSegment(parameters.Service), count);

    private static string FullName(EcsService service) => $"{service.Cluster}/{service.Name}";

    private static string Tasks(int count) => count == 1 ? "1 task" : $"{Text(count)} tasks";

    private static string LastSegment(string nameOrArn) => nameOrArn[(nameOrArn.LastIndexOf('/') + 1)..];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <param name="Cluster">Name or ARN.</param>
/// <param name="Service">Name or ARN.</param>
/// <param name="DesiredCount">How many tasks should run.</param>
/// <param name="RevertOnFailure">Whether the former count is set again if the service does not settle.</param>
public sealed record ScaleEcsServiceParameters(string Cluster, string Service, int DesiredCount, bool RevertOnFailure);

/// <param name="Service">The service as it is now.</param>
/// <param name="Scaling">What <see cref="WriteOperation.WithRiskFactsAsync"/> found out; null before.</param>
public sealed record ScaleEcsServiceTarget(EcsService Service, ScalingFacts? Scaling = null);

/// <param name="Found">What scales the service; null where nothing does, or it could not be read.</param>
/// <param name="Problem">Why it could not be read, or null.</param>
public sealed record ScalingFacts(ServiceScaling? Found, string? Problem);

/// <summary>Sets the desired count of one service.</summary>
/// <param name="Cluster">The cluster's name.</param>
/// <param name="Service">The service's name.</param>
/// <param name="DesiredCount">How many tasks should run.</param>
public sealed record UpdateServiceCount(string Cluster, string Service, int DesiredCount) : UpdateService(Cluster, Service);
