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
public sealed partial class ScaleEcsService : WriteOperation
{
    private const string Status = "status";
    private const string Desired = "desired_count";
    private const string Running = "running_count";
    private const string Pending = "pending_count";
    private const string Deployment = "deployment";
    private const string OnFailure = "on_failure";
    private const string Completed = "COMPLETED";
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

    public override string IamAction => "ecs:UpdateService";

    public override string Undo => "Scale the service back to the former count, which the plan shows.";

    // The signals hold only for the new count, so there is no old state to mistake for the new one; this leaves
    // DescribeServices time to show one state from all its replicas.
    public override TimeSpan SettleTime => TimeSpan.FromSeconds(10);

    // A task counts as running before its process has proved to live: a minute outlasts a crash at start and two failed
    // health checks at the load balancer's usual 30 s.
    public override TimeSpan SustainTime => TimeSpan.FromSeconds(60);

    public override async Task<TargetState?> FindTargetAsync(Arguments arguments, AwsReaders readers, CancellationToken cancellationToken)
    {
        var (cluster, service) = (arguments.RequiredText("cluster"), arguments.RequiredText("service"));
        return await readers.Services.FindAsync(cluster, service, cancellationToken) is { } found && IsOf(found, cluster, service) ? StateOf(found) : null;
    }

    public override Refusal NotFound(Arguments arguments)
    {
        var resource = $"{LastSegment(arguments.RequiredText("cluster"))}/{LastSegment(arguments.RequiredText("service"))}";
        return new Refusal(
            ErrorCode.ResourceNotFound,
            $"There is no active ECS service {resource} in this account and Region. Check the names of cluster and service.",
            new JsonObject { ["resource"] = resource }.ToElement());
    }

    public override Refusal? ValidateTarget(Arguments arguments, TargetState target)
    {
        if (target.Facts[Status] != "ACTIVE")
        {
            return new Refusal(
                ErrorCode.PolicyDenied,
                $"{target.Target.Display()} is {target.Facts[Status]}; only an ACTIVE service can be scaled. Wait until it is deleted and create it anew, or check the name.",
                new JsonObject { ["rule"] = "service_status", ["required"] = "ACTIVE", ["found"] = target.Facts[Status] }.ToElement());
        }

        return Wanted(arguments) != target.Facts[Desired]
            ? null
            : new Refusal(
                ErrorCode.PolicyDenied,
                $"The desired count of {target.Target.Display()} is {target.Facts[Desired]} already, with {Tasks(target.Facts[Running])} running; there is nothing to change. "
                + "Give another desired_count, or look why the tasks do not run.",
                new JsonObject { ["rule"] = "desired_count_differs", ["found"] = target.Facts[Desired] }.ToElement());
    }

    public override ChangePlan Plan(Arguments arguments, TargetState target)
    {
        var (from, to, reverts) = (target.Facts[Desired], Wanted(arguments), arguments.RequiredText(OnFailure) == "revert");
        return new ChangePlan(
            Name,
            arguments.Values,
            target.Target,
            $"Scale ECS service {target.Target.Display()} from {from} to {Tasks(to)}{(reverts ? $" and, if it does not settle, back to {from}" : string.Empty)}.",
            ImmutableSortedDictionary<string, string>.Empty.Add(Desired, from),
            ImmutableSortedDictionary<string, string>.Empty.Add(Desired, to).Add(OnFailure, reverts ? $"revert to {from}" : "keep"),
            $"Scale it back: {Name} with desired_count {from}.");
    }

    public override IEnumerable<RiskFactor> RiskFactors(Arguments arguments, TargetState target)
    {
        var (from, to) = (Number(target.Facts[Desired]), arguments.RequiredInteger(Desired));
        if (to == 0)
        {
            yield return new RiskFactor("scaling_to_zero", 2, "Scaling to zero stops every task: the service answers nobody.");
        }
        else if (to > 2L * from)
        {
            yield return new RiskFactor("more_than_doubling", 1, $"From {from} to {Tasks(Text(to))} is more than twice as many: cost, quotas and what the tasks call must bear it.");
        }
        else if (2L * to < from)
        {
            yield return new RiskFactor("more_than_halving", 1, $"From {from} to {Tasks(Text(to))} is less than half: those that stay must bear the load.");
        }

        if (!IsSteady(target))
        {
            yield return new RiskFactor(
                "not_steady",
                1,
                $"The service is not steady: {target.Facts[Running]} of {Tasks(target.Facts[Desired])} running, {target.Facts[Pending]} pending, deployment {target.Facts[Deployment]}.");
        }
    }

    public override string TaggingCommand(ResourceTarget target, IReadOnlyList<KeyValuePair<string, string>> tags) =>
        $"aws ecs tag-resource --resource-arn {target.Arn} --tags {string.Join(' ', tags.Select(t => $"key={t.Key},value={t.Value}"))}";

    public override Task ExecuteAsync(Arguments arguments, IExecutor executor, WriteIntent intent, CancellationToken cancellationToken) =>
        executor.ScaleServiceAsync(
            LastSegment(arguments.RequiredText("cluster")), LastSegment(arguments.RequiredText("service")), arguments.RequiredInteger(Desired), intent, cancellationToken);

    public override bool CanReadBack => true;

    public override ReadBackResult ReadBack(ChangePlan plan, TargetState target) =>
        target.Facts[Desired] == plan.After[Desired] ? Operations.ReadBackResult.Done
        : target.Facts[Desired] == plan.Before[Desired] ? Operations.ReadBackResult.NotDone
        : Operations.ReadBackResult.CannotTell;

    public override string? Reversal(ChangePlan plan) =>
        new Arguments(plan.Parameters).RequiredText(OnFailure) == "revert" ? $"set back to {Tasks(plan.Before[Desired])}" : null;

    public override Task RevertAsync(ChangePlan plan, IExecutor executor, CancellationToken cancellationToken)
    {
        var arguments = new Arguments(plan.Parameters);
        return executor.ScaleServiceAsync(
            LastSegment(arguments.RequiredText("cluster")),
            LastSegment(arguments.RequiredText("service")),
            Number(plan.Before[Desired]),
            WriteIntent.Execute,
            cancellationToken);
    }

    public override IReadOnlyList<VerificationSignal> Signals(Arguments arguments, TargetState target)
    {
        var wanted = Wanted(arguments);
        return
        [
            new("desired count", target.Facts[Desired] == wanted, target.Facts[Desired]),
            new("running count", target.Facts[Running] == wanted, $"{target.Facts[Running]} of {wanted}"),
            new("pending count", target.Facts[Pending] == "0", target.Facts[Pending]),
            new("deployment", target.Facts[Deployment] == Completed, target.Facts[Deployment]),
        ];
    }

    public override string HowToCheckByHand(ChangePlan plan, ProposalId proposal, DateTimeOffset since)
    {
        var names = plan.Target.Id.Split('/');
        return $"aws ecs describe-services --cluster {names[0]} --services {names[^1]} --query 'services[0].[desiredCount,runningCount,pendingCount]' "
            + $"shows the counts ({plan.Before[Desired]} before, {plan.After[Desired]} planned). {CloudTrailCommand.For("UpdateService", plan.Target.Arn, proposal, since)}";
    }

    // A name finds the service of this account and Region; an ARN must be that service's own.
    private static bool IsOf(EcsService found, string cluster, string service) =>
        (!IsArn(service) || service == found.Arn)
        && (!IsArn(cluster) || found.Arn == $"{cluster.Replace(":cluster/", ":service/", StringComparison.Ordinal)}/{found.Name}");

    private static TargetState StateOf(EcsService service) => new(
        new ResourceTarget(service.Arn, $"{service.Cluster}/{service.Name}", "ECS service"),
        service.Tags,
        ImmutableSortedDictionary<string, string>.Empty
            .Add(Status, service.Status)
            .Add(Desired, Text(service.Desired))
            .Add(Running, Text(service.Running))
            .Add(Pending, Text(service.Pending))
            .Add(Deployment, service.Deployments == 1 ? service.Rollout : $"one of {Text(service.Deployments)}"));

    private static bool IsSteady(TargetState target) =>
        target.Facts[Running] == target.Facts[Desired] && target.Facts[Pending] == "0" && target.Facts[Deployment] == Completed;

    private static string Wanted(Arguments arguments) => Text(arguments.RequiredInteger(Desired));

    private static string Tasks(string count) => count == "1" ? "1 task" : $"{count} tasks";

    private static bool IsArn(string nameOrArn) => nameOrArn.StartsWith("arn:", StringComparison.Ordinal);

    private static string LastSegment(string nameOrArn) => nameOrArn[(nameOrArn.LastIndexOf('/') + 1)..];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex("^(arn:aws[a-z-]*:ecs:[a-z0-9-]+:[0-9]{12}:cluster/)?[A-Za-z0-9_-]{1,255}$", RegexOptions.CultureInvariant)]
    private static partial Regex ClusterName();

    [GeneratedRegex("^(arn:aws[a-z-]*:ecs:[a-z0-9-]+:[0-9]{12}:service/[A-Za-z0-9_-]{1,255}/)?[A-Za-z0-9_-]{1,255}$", RegexOptions.CultureInvariant)]
    private static partial Regex ServiceName();
}
