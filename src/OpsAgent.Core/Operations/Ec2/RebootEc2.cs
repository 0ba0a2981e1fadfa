using System.Collections.Immutable;
using System.Text.Json.Nodes;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Operations.CloudTrail;
using OpsAgent.Core.Operations.Grammar;
using OpsAgent.Core.Operations.LoadBalancing;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Operations.Ec2;

/// <summary>Reboots one EC2 instance.</summary>
public sealed class RebootEc2 : WriteOperation
{
    private const string State = "state";
    private const string SystemCheck = "system_check";
    private const string InstanceCheck = "instance_check";
    private const string OnlyHealthyTarget = "only_healthy_target";

    // One call for each group, in a step that people wait for.
    private const int MaxGroups = 20;

    public override string Name => "reboot_ec2";

    public override string Title => "Reboot an EC2 instance";

    public override string Description =>
        "Proposes a reboot of one running EC2 instance. Nothing happens until another person approves; then it is rebooted once and watched until its status checks pass.";

    public override ChatGrammar? Chat { get; } = new ChangeGrammar
    {
        Usage = "reboot {instance_id}",
        Verbs = [new("reboot", "restart bounce re-boot")],
        Past = new("rebooted", "rebooting restarted restarting reboots restarts bounced"),
        Target = new(SubjectKind.Instance, "instance_id"),
        Slots = [new("instance_id", "<instance id>", "Which instance? Give its id, i-...")],
        Fillers = ["id"],
        Examples = ["reboot i-0a1b2c3d4e5f60001 because <why>"],
    };

    public override ParameterSet Parameters { get; } = new([GetEc2Status.InstanceIdParameter(required: true), Reason]);

    public override string IamAction => "ec2:RebootInstances";

    public override string Undo => "A reboot cannot be undone. The instance keeps its addresses and volumes; what was only in memory is lost.";

    // AWS shows a rebooted instance as running, with the checks from before, for about a minute.
    public override TimeSpan SettleTime => TimeSpan.FromSeconds(60);

    public override TimeSpan SustainTime => TimeSpan.FromSeconds(30);

    public override async Task<TargetState?> FindTargetAsync(Arguments arguments, AwsReaders readers, CancellationToken cancellationToken) =>
        await readers.Instances.FindAsync(arguments.RequiredText("instance_id"), cancellationToken) is { } instance ? StateOf(instance) : null;

    public override async Task<TargetState> WithRiskFactsAsync(TargetState target, AwsReaders readers, CancellationToken cancellationToken) =>
        target with { Facts = target.Facts.SetItem(OnlyHealthyTarget, await IsOnlyHealthyTargetAsync(target.Target.Id, readers.TargetHealth, cancellationToken)) };

    public override Refusal NotFound(Arguments arguments) => GetEc2Status.NoSuchInstance(arguments.RequiredText("instance_id"));

    public override Refusal? ValidateTarget(Arguments arguments, TargetState target) => target.Facts[State] == "running"
        ? null
        : new Refusal(
            ErrorCode.PolicyDenied,
            $"{target.Target.Display()} is {target.Facts[State]}; only a running instance can be rebooted. Start it instead, or check the id.",
            new JsonObject { ["rule"] = "instance_state", ["required"] = "running", ["found"] = target.Facts[State] }.ToElement());

    public override ChangePlan Plan(Arguments arguments, TargetState target) => new(
        Name,
        arguments.Values,
        target.Target,
        $"Reboot EC2 instance {target.Target.Display()}.",
        ImmutableSortedDictionary<string, string>.Empty.Add(State, target.Facts[State]),
        ImmutableSortedDictionary<string, string>.Empty.Add(State, "running").Add("rebooted", "once"),
        Undo);

    public override IEnumerable<RiskFactor> RiskFactors(Arguments arguments, TargetState target)
    {
        if (target.Facts[SystemCheck] == "impaired" || target.Facts[InstanceCheck] == "impaired")
        {
            yield return new RiskFactor("already_unhealthy", -1, "The instance already fails a status check, so a reboot has less to lose.");
        }

        switch (target.Facts.GetValueOrDefault(OnlyHealthyTarget))
        {
            case "yes":
                yield return new RiskFactor(OnlyHealthyTarget, 2, "It is the only healthy target of a target group: while it reboots, nothing answers there.");
                break;
            case "unknown":
                yield return new RiskFactor(OnlyHealthyTarget, 1, "Its load balancers' target health could not be read, so it may be the only healthy target.");
                break;
        }
    }

    public override string TaggingCommand(ResourceTarget target, IReadOnlyList<KeyValuePair<string, string>> tags) =>
        $"aws ec2 create-tags --resources {target.Id} --tags {string.Join(' ', tags.Select(t => $"Key={t.Key},Value={t.Value}"))}";

    public override Task ExecuteAsync(Arguments arguments, IExecutor executor, WriteIntent intent, CancellationToken cancellationToken) =>
        executor.RebootInstanceAsync(arguments.RequiredText("instance_id"), intent, cancellationToken);

    public override IReadOnlyList<VerificationSignal> Signals(Arguments arguments, TargetState target) =>
    [
        new("instance state", target.Facts[State] == "running", target.Facts[State]),
        new("system status check", target.Facts[SystemCheck] == "ok", target.Facts[SystemCheck]),
        new("instance status check", target.Facts[InstanceCheck] == "ok", target.Facts[InstanceCheck]),
    ];

    public override string HowToCheckByHand(ChangePlan plan, ProposalId proposal, DateTimeOffset since) =>
        CloudTrailCommand.For("RebootInstances", plan.Target.Arn, proposal, since);

    private static async Task<string> IsOnlyHealthyTargetAsync(string instanceId, ITargetHealth health, CancellationToken cancellationToken)
    {
        try
        {
            var page = await health.GroupsOfAsync(instanceId, MaxGroups, cancellationToken);
            foreach (var group in page.Groups)
            {
                var healthy = (await health.ListTargetsAsync(group, cancellationToken)).Where(t => t.State == "healthy").Select(t => t.Id).Distinct().ToList();
                if (healthy is [var only] && only == instanceId)
                {
                    return "yes";
                }
            }

            return page.Truncated ? "unknown" : "no";
        }
        catch (AwsException)
        {
            return "unknown";
        }
    }

    private static TargetState StateOf(Instance instance) => new(
        new ResourceTarget(instance.Arn, instance.Id, "EC2 instance", instance.Name),
        instance.Tags,
        ImmutableSortedDictionary<string, string>.Empty
            .Add(State, instance.State)
            .Add(SystemCheck, instance.SystemCheck)
            .Add(InstanceCheck, instance.InstanceCheck));
}
