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

/// <summary>Sets the desired count of one ECS service.</summary>
public sealed partial class ScaleEcsService : WriteOperation<ScaleEcsServiceParameters, EcsService>
{
    private const string Desired = "desired_count";
    private const string OnFailure = "on_failure";
    private const int MaxTasks = 100;

    // An ARN with two names of 255 characters, in the partition and Region with the longest names.
    private const int MaxArnLength = 600;

    public override string Name => "scale_ecs_service";

    public override string Title => "Scale an ECS service";

    public override string Description =>
        "Proposes another number of tasks for one ECS service. Nothing happens until another person approves; then the desired count is set once and "
        + "the service is watched until that many tasks run and its deployment is steady.";

    public override ChatGrammar? Chat { get; } = new ChangeGrammar
    {
        Usage = "scale {cluster}/{service} to {desired_count}",
        Verbs = [new("scale", "rescale bump increase decrease reduce")],
        SharedVerbs = [new("set")],
        Past = new("scaled", "scaling scales increased decreased reduced"),
        Target = new(SubjectKind.Service, "cluster", "service"),
        Number = new(Desired, "tasks", "desired", "count", Desired),
        Slots =
        [
            new("service", "<service>", "Which ECS service? Give cluster/service."),
            new("cluster", "<cluster>", "In which cluster is {service}?"),
            new(Desired, "<number>", "How many tasks should run?"),
        ],
        Fillers = ["ecs", "tasks", "task", "replicas", "containers", "copies", "desired", "count", Desired, "up", "down", "number"],
        Examples = ["scale production/web to 6 because <why>"],
    };

    public override ParameterSet Parameters { get; } = new(
        [
            new TextParameter("cluster", "The cluster's name or ARN.") { Required = true, MaxLength = MaxArnLength, Pattern = ClusterName(), Example = "production" },
            new TextParameter("service", "The service's name or ARN.") { Required = true, MaxLength = MaxArnLength, Pattern = ServiceName(), Example = "web" },
            new IntegerParameter(Desired, "How many tasks should run.") { Required = true, Minimum = 0, Maximum = MaxTasks, Example = "6" },
            Reason,
            new ChoiceParameter(OnFailure, "What to do if the service does not settle: leave it, or set the former count again.", "keep", "revert") { DefaultValue = "keep" },
        ]);

    public override string IamAction => UpdateServiceCount.IamAction;

    public override string Undo => "Scale the service back to the former count, which the plan shows.";

    // The signals hold only for the new count, so there is no old state to mistake for the new one; this leaves
    // DescribeServices time to show one state from all its replicas.
    public override TimeSpan SettleTime => TimeSpan.FromSeconds(10);

    // A task counts as running before its process has proved to live: a minute outlasts a crash at start and two failed
    // health checks at the load balancer's usual 30 s.
    public override TimeSpan SustainTime => TimeSpan.FromSeconds(60);

    public override bool CanReadBack => true;

    public override string TaggingCommand(ResourceTarget target, IReadOnlyList<KeyValuePair<string, string>> tags) =>
        $"aws ecs tag-resource --resource-arn {target.Arn} --tags {string.Join(' ', tags.Select(t => $"key={t.Key},value={t.Value}"))}";

    public override string HowToCheckByHand(ChangePlan plan, ProposalId proposal, DateTimeOffset since)
    {
        var names = plan.Target.Id.Split('/');
        return $"aws ecs describe-services --cluster {names[0]} --services {names[^1]} --query 'services[0].[desiredCount,runningCount,pendingCount]' "
            + $"shows the counts ({plan.Before[Desired]} before, {plan.After[Desired]} planned). {CloudTrailCommand.For("UpdateService", plan.Target.Arn, proposal, since)}";
    }

    protected override ScaleEcsServiceParameters Bind(Arguments arguments) => new(
        arguments.RequiredText("cluster"), arguments.RequiredText("service"), arguments.RequiredInteger(Desired), arguments.RequiredText(OnFailure) == "revert");

    protected override (ResourceTarget Target, ImmutableSortedDictionary<string, string> Tags) Identify(EcsService resource) =>
        (new ResourceTarget(resource.Arn, FullName(resource), "ECS service"), resource.Tags);

    protected override async Task<EcsService?> FindAsync(ScaleEcsServiceParameters parameters, AwsReaders readers, CancellationToken cancellationToken) =>
        await readers.Services.FindAsync(parameters.Cluster, parameters.Service, cancellationToken) is { } found && IsOf(found, parameters) ? found : null;

    protected override Refusal NotFound(ScaleEcsServiceParameters parameters)
    {
        var resource = $"{LastSegment(parameters.Cluster)}/{LastSegment(parameters.Service)}";
        return new Refusal(
            ErrorCode.ResourceNotFound,
            $"There is no active ECS service {resource} in this account and Region. Check the names of cluster and service.",
            new JsonObject { ["resource"] = resource }.ToElement());
    }

    protected override Refusal? Validate(ScaleEcsServiceParameters parameters, EcsService resource)
    {
        if (resource.Status != "ACTIVE")
        {
            return new Refusal(
                ErrorCode.PolicyDenied,
                $"{FullName(resource)} is {resource.Status}; only an ACTIVE service can be scaled. Wait until it is deleted and create it anew, or check the name.",
                new JsonObject { ["rule"] = "service_status", ["required"] = "ACTIVE", ["found"] = resource.Status }.ToElement());
        }

        return parameters.DesiredCount != resource.Desired
            ? null
            : new Refusal(
                ErrorCode.PolicyDenied,
                $"The desired count of {FullName(resource)} is {resource.Desired} already, with {Tasks(resource.Running)} running; there is nothing to change. "
                + "Give another desired_count, or look why the tasks do not run.",
                new JsonObject { ["rule"] = "desired_count_differs", ["found"] = Text(resource.Desired) }.ToElement());
    }

    protected override ChangeEffect Plan(ScaleEcsServiceParameters parameters, EcsService resource)
    {
        var (from, to, reverts) = (Text(resource.Desired), parameters.DesiredCount, parameters.RevertOnFailure);
        return new ChangeEffect(
            $"Scale ECS service {FullName(resource)} from {from} to {Tasks(to)}{(reverts ? $" and, if it does not settle, back to {from}" : string.Empty)}.",
            ImmutableSortedDictionary<string, string>.Empty.Add(Desired, from),
            ImmutableSortedDictionary<string, string>.Empty.Add(Desired, Text(to)).Add(OnFailure, reverts ? $"revert to {from}" : "keep"),
            $"Scale it back: {Name} with desired_count {from}.");
    }

    protected override IEnumerable<RiskFactor> RiskFactors(ScaleEcsServiceParameters parameters, EcsService resource)
    {
        var (from, to) = (resource.Desired, parameters.DesiredCount);
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

        if (!resource.IsSteady)
        {
            yield return new RiskFactor(
                "not_steady",
                1,
                $"The service is not steady: {resource.Running} of {Tasks(resource.Desired)} running, {resource.Pending} pending, deployment {resource.DeploymentState()}.");
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

    protected override ReadBackResult ReadBack(ChangePlan plan, EcsService resource) =>
        Text(resource.Desired) == plan.After[Desired] ? ReadBackResult.Done
        : Text(resource.Desired) == plan.Before[Desired] ? ReadBackResult.NotDone
        : ReadBackResult.CannotTell;

    protected override IReadOnlyList<VerificationSignal> Signals(ScaleEcsServiceParameters parameters, ChangePlan plan, EcsService resource)
    {
        var wanted = resource.TasksOfPrimary(parameters.DesiredCount);
        return
        [
            new("desired count", resource.Desired == parameters.DesiredCount, Text(resource.Desired)),
            new("running count", resource.RunningToServe == wanted, $"{resource.RunningToServe} of {wanted}"),
            new("pending count", resource.PendingToServe == 0, Text(resource.PendingToServe)),
            new("deployment", resource.IsSettled, resource.DeploymentState()),
        ];
    }

    // A name finds the service of this account and Region; an ARN must be that service's own.
    private static bool IsOf(EcsService found, ScaleEcsServiceParameters parameters) =>
        (!IsArn(parameters.Service) || parameters.Service == found.Arn)
        && (!IsArn(parameters.Cluster) || found.Arn == $"{parameters.Cluster.Replace(":cluster/", ":service/", StringComparison.Ordinal)}/{found.Name}");

    private static UpdateServiceCount SetCount(ScaleEcsServiceParameters parameters, int count) =>
        new(LastSegment(parameters.Cluster), LastSegment(parameters.Service), count);

    private static string FullName(EcsService service) => $"{service.Cluster}/{service.Name}";

    private static string Tasks(int count) => count == 1 ? "1 task" : $"{Text(count)} tasks";

    private static bool IsArn(string nameOrArn) => nameOrArn.StartsWith("arn:", StringComparison.Ordinal);

    private static string LastSegment(string nameOrArn) => nameOrArn[(nameOrArn.LastIndexOf('/') + 1)..];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex("^(arn:aws[a-z-]*:ecs:[a-z0-9-]+:[0-9]{12}:cluster/)?[A-Za-z0-9_-]{1,255}$", RegexOptions.CultureInvariant)]
    private static partial Regex ClusterName();

    [GeneratedRegex("^(arn:aws[a-z-]*:ecs:[a-z0-9-]+:[0-9]{12}:service/[A-Za-z0-9_-]{1,255}/)?[A-Za-z0-9_-]{1,255}$", RegexOptions.CultureInvariant)]
    private static partial Regex ServiceName();
}

/// <param name="Cluster">Name or ARN.</param>
/// <param name="Service">Name or ARN.</param>
/// <param name="DesiredCount">How many tasks should run.</param>
/// <param name="RevertOnFailure">Whether the former count is set again if the service does not settle.</param>
public sealed record ScaleEcsServiceParameters(string Cluster, string Service, int DesiredCount, bool RevertOnFailure);

/// <summary>Sets the desired count of one service.</summary>
/// <param name="Cluster">The cluster's name.</param>
/// <param name="Service">The service's name.</param>
/// <param name="DesiredCount">How many tasks should run.</param>
public sealed record UpdateServiceCount(string Cluster, string Service, int DesiredCount) : AwsChange
{
    public const string IamAction = "ecs:UpdateService";

    public override string Action => IamAction;

    public override string Resource => $"{Cluster}/{Service}";
}
