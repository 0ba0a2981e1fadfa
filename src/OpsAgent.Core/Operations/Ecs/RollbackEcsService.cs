using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Operations.CloudTrail;
using OpsAgent.Core.Operations.Grammar;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Operations.Ecs;

/// <summary>
/// Deploys an earlier task definition of one ECS service. Which one, where none is given: of the deployments that completed
/// (AWS keeps them 90 days) the newest with an earlier revision of the family; else what a deployment in progress replaces, if
/// that had completed; else the family's newest ACTIVE revision before the current one, which may never have run here.
/// </summary>
public sealed partial class RollbackEcsService : WriteOperation<RollbackEcsServiceParameters, RollbackEcsServiceTarget>
{
    private const string Definition = "task_definition";
    private const string TaskRole = "task_role";
    private const string ExecutionRole = "execution_role";

    private static readonly TimeSpan OldAge = TimeSpan.FromDays(30);

    // CloudTrail's times are whole seconds, and the deployment is made after the call has come.
    private static readonly TimeSpan CallToDeployment = TimeSpan.FromSeconds(30);

    public override string Name => "rollback_ecs_service";

    public override string Title => "Roll back an ECS service";

    public override string Description =>
        "Proposes to deploy an earlier task definition of one ECS service: the last one that completed a deployment there, or a given revision. Nothing happens until "
        + "another person approves; then the service is updated once and its deployment is watched until AWS says that it completed or failed.";

    public override ChatGrammar? Chat { get; } = new ChangeGrammar(new TargetPhrase(SubjectKind.Service, "cluster", "service")) { Revision = Definition };

    public override ParameterSet Parameters { get; } = new(
        [
            EcsServiceParameters.Cluster,
            EcsServiceParameters.Service,
            new TextParameter(Definition, "The revision to deploy: its number, family:revision, or ARN. Without it, the last that completed a deployment before the current one.")
            {
                MaxLength = EcsServiceParameters.MaxArnLength,
                Pattern = DefinitionName(),
                Example = "41",
            },
            Reason,
            Watch,
        ]);

    public override string IamAction => UpdateService.IamAction;

    public override string Undo => "Roll forward: the same operation with the former task definition, which the plan shows.";

    // As of scaling: time for DescribeServices to show one state from all its replicas.
    public override TimeSpan SettleTime => TimeSpan.FromSeconds(10);

    // COMPLETED is said once; this outlasts a crash at start and two failed health checks at the load balancer's usual 30 s.
    public override TimeSpan SustainTime => TimeSpan.FromSeconds(60);

    // Old tasks are drained for up to five minutes by default, batch by batch.
    public override TimeSpan VerificationTime => TimeSpan.FromMinutes(30);

    public override bool CanReadBack => true;

    public override string TaggingCommand(ResourceTarget target, IReadOnlyList<KeyValuePair<string, string>> tags) => EcsServiceParameters.TaggingCommand(target, tags);

    public override string HowToCheckByHand(ChangePlan plan, ProposalId proposal, DateTimeOffset since)
    {
        var names = plan.Target.Id.Split('/');
        return $"aws ecs describe-services --cluster {names[0]} --services {names[^1]} --query 'services[0].deployments[].[status,taskDefinition,rolloutState,rolloutStateReason]' "
            + $"shows the deployments ({plan.Before[Definition]} before, {plan.After[Definition]} planned). {CloudTrailCommand.For("UpdateService", plan.Target.Arn, proposal, since)}";
    }

    protected override RollbackEcsServiceParameters Bind(Arguments arguments) =>
        new(arguments.RequiredText("cluster"), arguments.RequiredText("service"), arguments.Text(Definition));

    protected override (ResourceTarget Target, ImmutableSortedDictionary<string, string> Tags) Identify(RollbackEcsServiceTarget resource) =>
        (new ResourceTarget(resource.Service.Arn, FullName(resource), "ECS service"), resource.Service.Tags);

    protected override async Task<RollbackEcsServiceTarget?> FindAsync(RollbackEcsServiceParameters parameters, AwsReaders readers, CancellationToken cancellationToken)
    {
        var found = await FindChangedAsync(parameters, readers, cancellationToken);
        if (found?.Service is not { Status: "ACTIVE", Controller: "ECS" } service)
        {
            return found;
        }

        var current = TaskDefinitionName.Of(service.TaskDefinition);
        var completed = await readers.TaskDefinitions.ListCompletedDeploymentsAsync(service, cancellationToken);
        var (wanted, source) = parameters.TaskDefinition is { } given ? (int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var revision) ? $"{current.Family}:{revision}" : given, PreviousSource.Given)
            : completed.FirstOrDefault(c => IsEarlier(c.TaskDefinition)) is { } last ? (last.TaskDefinition, PreviousSource.Completed)
            : service.Deployments.FirstOrDefault(d => d is { Status: "ACTIVE", Rollout: "COMPLETED" } && IsEarlier(d.TaskDefinition)) is { } replaced ? (replaced.TaskDefinition, PreviousSource.Replaced)
            : (await readers.TaskDefinitions.FindRevisionBeforeAsync(current.Family, current.Revision, cancellationToken), PreviousSource.Family);
        return found with
        {
            Current = await readers.TaskDefinitions.FindAsync(service.TaskDefinition, cancellationToken),
            WantedName = wanted,
            Wanted = wanted is null || IsOfAnother(wanted, service) ? null : await readers.TaskDefinitions.FindAsync(wanted, cancellationToken),
            Source = source,
            Completed = [.. completed],
        };

        bool IsEarlier(string arn) => TaskDefinitionName.Of(arn) is var name && name.Family == current.Family && name.Revision < current.Revision;
    }

    protected override async Task<RollbackEcsServiceTarget?> FindChangedAsync(RollbackEcsServiceParameters parameters, AwsReaders readers, CancellationToken cancellationToken) =>
        await EcsServiceParameters.FindAsync(parameters.Cluster, parameters.Service, readers, cancellationToken) is { } service ? new RollbackEcsServiceTarget(service) : null;

    protected override async Task<RollbackEcsServiceTarget> WithPlanNotesAsync(RollbackEcsServiceTarget resource, AwsReaders readers, CancellationToken cancellationToken)
    {
        if (resource.Service.PrimaryDeployment?.CreatedAt is not { } at)
        {
            return resource;
        }

        try
        {
            var calls = await readers.Events.LookUpEventsAsync(new CloudTrailQuery("EventName", "UpdateService", at - CallToDeployment, at + CallToDeployment, 50), cancellationToken);
            var succeeded = calls.Events.Where(e => e.ErrorCode is null).OrderBy(e => (e.At - at).Duration()).ToList();
            var own = succeeded.Find(e => e.Resources.Any(r => IsOf(r, resource.Service)));
            var nameless = succeeded.Where(e => e.Resources.Count == 0).ToList();
            return resource with
            {
                DeployedBy = own is not null ? $"by {Who(own)}"
                    : nameless is [var only] ? $"when {Who(only)} called UpdateService; CloudTrail does not say on which service"
                    : "by whom could not be found in CloudTrail, which shows a call after up to 15 minutes",
            };
        }
        catch (AwsException e)
        {
            return resource with { DeployedBy = $"by whom could not be read: {e.Message.TrimEnd('.')}" };
        }
    }

    protected override Task<int?> CountPeersAsync(RollbackEcsServiceTarget resource, string tag, string value, AwsReaders readers, CancellationToken cancellationToken) =>
        EcsServiceParameters.CountPeersAsync(resource.Service, tag, value, readers, cancellationToken);

    protected override Refusal NotFound(RollbackEcsServiceParameters parameters) => EcsServiceParameters.NotFound(parameters.Cluster, parameters.Service);

    protected override Refusal? Validate(RollbackEcsServiceParameters parameters, RollbackEcsServiceTarget resource)
    {
        var (service, name) = (resource.Service, FullName(resource));
        if (service.Status != "ACTIVE")
        {
            return Refuse("service_status", service.Status, $"{name} is {service.Status}; only an ACTIVE service can be rolled back. Wait until it is deleted and create it anew, or check the name.");
        }

        if (service.Controller != "ECS")
        {
            return Refuse("deployment_controller", service.Controller, service.Controller == "CODE_DEPLOY"
                ? $"{name} is deployed by CodeDeploy (deployment controller CODE_DEPLOY): ECS takes no other task definition for it. While a deployment runs: "
                    + "aws deploy stop-deployment --auto-rollback-enabled --deployment-id <id> (aws deploy list-deployments --include-only-statuses InProgress shows it). "
                    + "Afterwards: aws deploy create-deployment with the AppSpec of the earlier revision."
                : $"{name} has the deployment controller {service.Controller}: what keeps its task sets must roll it back. "
                    + "An earlier task set that still runs serves again after aws ecs update-service-primary-task-set.");
        }

        if (service is { Strategy: not "ROLLING", IsSettled: false })
        {
            return Refuse(
                "deployment_strategy",
                service.Strategy,
                $"{name} is in the middle of a {service.Strategy} deployment, which ECS itself takes back: aws ecs stop-service-deployment --stop-type ROLLBACK --service-deployment-arn "
                + $"\"$(aws ecs list-service-deployments --cluster {service.Cluster} --service {service.Name} --status IN_PROGRESS --query 'serviceDeployments[0].serviceDeploymentArn' --output text)\"");
        }

        if (resource.WantedName is not { } wantedName)
        {
            return Refuse(
                "previous_task_definition",
                "none",
                $"No task definition before {CurrentName(resource)} is known for {name}: no completed deployment and no earlier ACTIVE revision of the family. Give task_definition.");
        }

        if (IsOfAnother(wantedName, service))
        {
            return Refuse("task_definition_account", wantedName, $"{wantedName} is of another account or Region than {name}.");
        }

        if (resource.Wanted is not { } wanted)
        {
            return new Refusal(
                ErrorCode.ResourceNotFound,
                $"There is no task definition {wantedName} in this account and Region. aws ecs list-task-definitions --family-prefix {TaskDefinitionName.Of(service.TaskDefinition).Family} --sort DESC shows those there are.",
                new JsonObject { ["resource"] = wantedName }.ToElement());
        }

        if (wanted.Arn == service.TaskDefinition)
        {
            return Refuse("task_definition_differs", wanted.Name.ToString(), $"{name} has {wanted.Name} already; there is nothing to change. Give another task_definition, or look why its tasks are not well.");
        }

        return wanted.Status == "ACTIVE"
            ? null
            : Refuse(
                "task_definition_status",
                wanted.Status,
                $"{wanted.Name} is {wanted.Status} (deregistered): AWS updates no service to it. Register the same again as a new revision, or give another task_definition.");
    }

    protected override ChangeEffect Plan(RollbackEcsServiceParameters parameters, RollbackEcsServiceTarget resource)
    {
        var (from, to) = (CurrentName(resource), resource.Wanted?.Name.ToString() ?? resource.WantedName ?? "an earlier task definition");
        return new ChangeEffect(
            $"Roll back ECS service {FullName(resource)} from {from} to {to}.",
            Roles(resource.Current).Add(Definition, from),
            Roles(resource.Wanted).Add(Definition, to),
            $"Roll it forward: {Name} with task_definition {from}.")
        {
            Notes = resource.Wanted is { } wanted ? [.. Notes(resource, wanted, from)] : [],
        };
    }

    protected override IEnumerable<RiskFactor> RiskFactors(RollbackEcsServiceParameters parameters, RollbackEcsServiceTarget resource)
    {
        if (!resource.Service.IsSettled)
        {
            yield return new RiskFactor("deployment_in_progress", 1, $"A deployment is in progress ({resource.Service.DeploymentState()}): it is given up where it stands.");
        }

        if (resource.Wanted is not { } wanted)
        {
            yield break;
        }

        if (resource.Service.Deployments.FirstOrDefault(d => d.TaskDefinition == wanted.Arn && d.Rollout == "FAILED") is { } failed)
        {
            yield return new RiskFactor("previous_unhealthy", 2, $"A deployment of {wanted.Name} has failed here: {failed.RolloutReason ?? "AWS does not say why"}");
        }
        else if (!resource.HasRunHere(wanted))
        {
            yield return new RiskFactor("not_known_here", 1, $"No completed deployment of {wanted.Name} is known for this service, so it may never have worked here.");
        }

        var current = TaskDefinitionName.Of(resource.Service.TaskDefinition);
        if (wanted.Name.Family != current.Family)
        {
            yield return new RiskFactor("different_family", 1, $"{wanted.Name} is of another family than {current}: another application may come instead of an earlier version.");
        }
        else if (wanted.Name.Revision > current.Revision)
        {
            yield return new RiskFactor("later_revision", 1, $"{wanted.Name} is later than {current}: this goes forward, not back.");
        }

        if (resource.Current is { RegisteredAt: { } currentAt } && wanted.RegisteredAt is { } wantedAt && currentAt - wantedAt > OldAge)
        {
            yield return new RiskFactor(
                "old_revision",
                1,
                $"{wanted.Name} was registered {((int)(currentAt - wantedAt).TotalDays).ToString(CultureInfo.InvariantCulture)} days before {current}: what it calls may have changed meanwhile.");
        }

        if (resource.Current is { } now && !now.DifferencesTo(wanted).Any())
        {
            yield return new RiskFactor("no_difference", 1, $"{wanted.Name} and {current} differ in nothing that is compared, so rolling back may not be the cure.");
        }
    }

    protected override AwsChange Change(RollbackEcsServiceParameters parameters, ChangePlan plan)
    {
        var names = plan.Target.Id.Split('/');
        return new UpdateServiceTaskDefinition(
            names[0], names[^1], plan.After[Definition], [.. plan.After.Where(a => a.Key is TaskRole or ExecutionRole).Select(a => a.Value).Distinct()]);
    }

    protected override ReadBackResult ReadBack(ChangePlan plan, RollbackEcsServiceTarget resource) =>
        CurrentName(resource) == plan.After[Definition] ? ReadBackResult.Done
        // The circuit breaker may have taken it back.
        : CurrentName(resource) == plan.Before[Definition] && resource.Service.Deployments.All(d => NameOf(d.TaskDefinition) != plan.After[Definition]) ? ReadBackResult.NotDone
        : ReadBackResult.CannotTell;

    protected override IReadOnlyList<VerificationSignal> Signals(RollbackEcsServiceParameters parameters, ChangePlan plan, RollbackEcsServiceTarget resource)
    {
        var (service, wanted) = (resource.Service, plan.After[Definition]);
        var isCurrent = CurrentName(resource) == wanted;
        var own = isCurrent ? service.PrimaryDeployment : service.Deployments.Where(d => NameOf(d.TaskDefinition) == wanted).MaxBy(d => d.CreatedAt);
        var failed = own is { Rollout: "FAILED" };
        return
        [
            new("task definition", isCurrent, CurrentName(resource)),
            new("deployment", isCurrent && service.IsSettled, failed ? $"FAILED: {own!.RolloutReason ?? "AWS does not say why"}" : service.DeploymentState()) { Failed = failed },
            new("running count", service.Running == service.Desired, $"{service.Running} of {service.Desired}"),
        ];
    }

    private static IEnumerable<string> Notes(RollbackEcsServiceTarget resource, TaskDefinition wanted, string from)
    {
        var service = resource.Service;
        yield return resource.Source switch
        {
            PreviousSource.Completed => $"{wanted.Name} is the last revision before {from} that completed a deployment of this service{resource.CompletedAt(wanted)} (ECS service deployments).",
            PreviousSource.Replaced => $"{wanted.Name} is what the deployment in progress replaces; its own deployment had completed.",
            PreviousSource.Family => $"{wanted.Name} is the newest ACTIVE revision of its family before {from}. AWS keeps no completed deployment of this service before the current one, so it may never have run here.",
            _ => resource.HasRunHere(wanted)
                ? $"{wanted.Name} was asked for; it completed a deployment of this service{resource.CompletedAt(wanted)}."
                : $"{wanted.Name} was asked for; no completed deployment of it is known for this service.",
        };
        if (service.PrimaryDeployment is { } primary)
        {
            yield return $"{from} was deployed{(primary.CreatedAt is { } at ? $" at {Time(at)}" : string.Empty)}{(resource.DeployedBy is { } by ? $", {by}" : string.Empty)}."
                + (primary.RolloutReason is { } reason ? $" AWS says: {reason.TrimEnd('.')}." : string.Empty);
        }

        if (resource.Current is not { } current)
        {
            yield return $"What {from} is cannot be read any more, so nothing is compared.";
        }
        else
        {
            var differences = current.DifferencesTo(wanted).ToList();
            foreach (var difference in differences)
            {
                yield return difference;
            }

            if (differences.Count == 0)
            {
                yield return "Images, commands, environment, secrets, CPU, memory and roles are the same in both.";
            }
        }

        if (wanted.Containers.Where(c => !c.IsPinned && resource.Current?.Containers.Any(o => o.Name == c.Name && o.Image == c.Image) is true).ToList() is { Count: > 0 } tagged)
        {
            yield return $"{string.Join(", ", tagged.Select(c => c.Image))} is named by tag in both revisions: what the tag names now is what runs.";
        }

        if (!service.IsSettled)
        {
            yield return $"A deployment is in progress: {service.DeploymentState()}.";
        }

        yield return service.CircuitBreaker is not { Enable: true } breaker ? "The deployment circuit breaker is off: a deployment whose tasks fail goes on trying."
            : breaker.Rollback ? $"The deployment circuit breaker is on with rollback: if the tasks of {wanted.Name} fail, ECS itself goes back to the last deployment that completed."
            : "The deployment circuit breaker is on without rollback: a deployment whose tasks fail stops where it stands.";
        if (service.Strategy != "ROLLING")
        {
            yield return $"It is a {service.Strategy} deployment: its lifecycle hooks and bake time apply.";
        }
    }

    private static Refusal Refuse(string rule, string found, string message) =>
        new(ErrorCode.PolicyDenied, message, new JsonObject { ["rule"] = rule, ["found"] = found }.ToElement());

    private static ImmutableSortedDictionary<string, string> Roles(TaskDefinition? definition)
    {
        var roles = ImmutableSortedDictionary<string, string>.Empty;
        roles = definition?.TaskRole is { } task ? roles.Add(TaskRole, task) : roles;
        return definition?.ExecutionRole is { } execution ? roles.Add(ExecutionRole, execution) : roles;
    }

    private static bool IsOf(string resource, EcsService service) => resource == service.Arn || resource == service.Name || resource == $"{service.Cluster}/{service.Name}";

    // "arn:aws:ecs:us-east-1:123456789012:": the same for service and task definition.
    private static bool IsOfAnother(string wanted, EcsService service) =>
        wanted.StartsWith("arn:", StringComparison.Ordinal) && !service.Arn.StartsWith(wanted[..(wanted.IndexOf(":task-definition/", StringComparison.Ordinal) + 1)], StringComparison.Ordinal);

    private static string Who(CloudTrailEvent e) =>
        $"{e.User}{(e.Role is { } role ? $" (role {role})" : string.Empty)}{(e.SourceIdentity is { } identity ? $" for {identity}" : string.Empty)}";

    private static string CurrentName(RollbackEcsServiceTarget resource) => NameOf(resource.Service.TaskDefinition);

    private static string NameOf(string arn) => TaskDefinitionName.TryParse(arn, out var name) ? name.Value.ToString() : arn.Length > 0 ? arn : "none";

    private static string FullName(RollbackEcsServiceTarget resource) => $"{resource.Service.Cluster}/{resource.Service.Name}";

    internal static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    [GeneratedRegex("^([0-9]{1,9}|(arn:aws[a-z-]*:ecs:[a-z0-9-]+:[0-9]{12}:task-definition/)?[A-Za-z0-9_-]{1,255}:[0-9]{1,9})$", RegexOptions.CultureInvariant)]
    private static partial Regex DefinitionName();
}

/// <param name="Cluster">Name or ARN.</param>
/// <param name="Service">Name or ARN.</param>
/// <param name="TaskDefinition">A revision's number, family and revision, or an ARN; null for the previous one.</param>
public sealed record RollbackEcsServiceParameters(string Cluster, string Service, string? TaskDefinition);

/// <param name="Service">The service as it is now.</param>
public sealed record RollbackEcsServiceTarget(EcsService Service)
{
    /// <summary>Its task definition now; null where it cannot be read any more.</summary>
    public TaskDefinition? Current { get; init; }

    /// <summary>Name or ARN of what is to be deployed, or null where nothing was found.</summary>
    public string? WantedName { get; init; }

    /// <summary>The same as AWS shows it; null where there is none.</summary>
    public TaskDefinition? Wanted { get; init; }

    public PreviousSource Source { get; init; }

    /// <summary>Newest first.</summary>
    public ImmutableArray<CompletedDeployment> Completed { get; init; } = [];

    /// <summary>Who deployed what runs now, as the end of a sentence; null where it was not looked for.</summary>
    public string? DeployedBy { get; init; }

    public bool HasRunHere(TaskDefinition definition) =>
        Completed.Any(c => c.TaskDefinition == definition.Arn) || Service.Deployments.Any(d => d.TaskDefinition == definition.Arn && d.Rollout == "COMPLETED");

    /// <returns>When, as the end of a sentence; empty where AWS does not say.</returns>
    public string CompletedAt(TaskDefinition definition) =>
        Completed.FirstOrDefault(c => c.TaskDefinition == definition.Arn) is { } last ? $" at {RollbackEcsService.Time(last.At)}" : string.Empty;
}

/// <summary>How it is known which task definition came before.</summary>
public enum PreviousSource
{
    /// <summary>The requester named it.</summary>
    Given,

    /// <summary>The last completed deployment of an earlier revision.</summary>
    Completed,

    /// <summary>What a deployment in progress replaces.</summary>
    Replaced,

    /// <summary>The family's revision before it, which may never have run.</summary>
    Family,
}

/// <summary>Deploys a task definition to one service, and changes nothing else of it.</summary>
/// <param name="Cluster">The cluster's name.</param>
/// <param name="Service">The service's name.</param>
/// <param name="TaskDefinition">Family and revision.</param>
/// <param name="Roles">The ARNs of its task and execution role.</param>
public sealed record UpdateServiceTaskDefinition(string Cluster, string Service, string TaskDefinition, IReadOnlyList<string> Roles) : UpdateService(Cluster, Service)
{
    public override IReadOnlyList<string> PassedRoles => Roles;
}
