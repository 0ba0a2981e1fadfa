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
public sealed class RebootEc2 : WriteOperation<RebootEc2Parameters, RebootEc2Target>
{
    private const string State = "state";

    private const int MaxPeers = 200;

    // One call for each group, in a step that people wait for.
    private const int MaxGroups = 20;

    public override string Name => "reboot_ec2";

    public override string Title => "Reboot an EC2 instance";

    public override string Description =>
        "Proposes a reboot of one running EC2 instance. Nothing happens until another person approves; then it is rebooted once and watched until its status checks pass. "
        + "Termination and stop protection do not hinder a reboot.";

    public override ChatGrammar? Chat { get; } = new ChangeGrammar(new TargetPhrase(SubjectKind.Instance, "instance_id"));

    public override ParameterSet Parameters { get; } = new([GetEc2Status.InstanceIdParameter(required: true), Reason, Watch]);

    public override string IamAction => RebootInstances.IamAction;

    public override string Undo => "A reboot cannot be undone. The instance keeps its addresses and volumes; what was only in memory is lost.";

    // AWS shows a rebooted instance as running, with the checks from before, for about a minute.
    public override TimeSpan SettleTime => TimeSpan.FromSeconds(60);

    public override TimeSpan SustainTime => TimeSpan.FromSeconds(30);

    public override string TaggingCommand(ResourceTarget target, IReadOnlyList<KeyValuePair<string, string>> tags) =>
        $"aws ec2 create-tags --resources {target.Id} --tags {string.Join(' ', tags.Select(t => $"Key={t.Key},Value={t.Value}"))}";

    public override string HowToCheckByHand(ChangePlan plan, ProposalId proposal, DateTimeOffset since) =>
        CloudTrailCommand.For("RebootInstances", plan.Target.Arn, proposal, since);

    protected override RebootEc2Parameters Bind(Arguments arguments) => new(arguments.RequiredText("instance_id"));

    protected override (ResourceTarget Target, ImmutableSortedDictionary<string, string> Tags) Identify(RebootEc2Target resource) =>
        (new ResourceTarget(resource.Instance.Arn, resource.Instance.Id, "EC2 instance", resource.Instance.Name), resource.Instance.Tags);

    protected override async Task<RebootEc2Target?> FindAsync(RebootEc2Parameters parameters, AwsReaders readers, CancellationToken cancellationToken) =>
        await readers.Instances.FindAsync(parameters.InstanceId, cancellationToken) is { } instance ? new RebootEc2Target(instance) : null;

    protected override async Task<RebootEc2Target> WithRiskFactsAsync(RebootEc2Target resource, AwsReaders readers, CancellationToken cancellationToken)
    {
        try
        {
            var page = await readers.TargetHealth.GroupsOfAsync(resource.Instance.Id, MaxGroups, cancellationToken);
            var only = page.Truncated ? OnlyHealthyTarget.Unknown : OnlyHealthyTarget.No;
            foreach (var group in page.Groups)
            {
                var targets = await readers.TargetHealth.ListTargetsAsync(group, cancellationToken);
                if (targets.Where(t => t.State == "healthy").Select(t => t.Id).Distinct().ToList() is [var healthy] && healthy == resource.Instance.Id)
                {
                    only = OnlyHealthyTarget.Yes;
                    break;
                }
            }

            return resource with { OnlyHealthyTarget = only, TargetGroups = [.. page.Groups.Select(g => g.Name)] };
        }
        catch (AwsException)
        {
            return resource with { OnlyHealthyTarget = OnlyHealthyTarget.Unknown };
        }
    }

    protected override async Task<int?> CountPeersAsync(RebootEc2Target resource, string tag, string value, AwsReaders readers, CancellationToken cancellationToken) =>
        (await readers.Instances.FindByTagAsync(tag, value, MaxPeers, cancellationToken)).Instances.Count;

    protected override Refusal NotFound(RebootEc2Parameters parameters) => GetEc2Status.NoSuchInstance(parameters.InstanceId);

    // Termination and stop protection say nothing about a reboot.
    protected override Refusal? Validate(RebootEc2Parameters parameters, RebootEc2Target resource)
    {
        var instance = resource.Instance;
        if (instance.IsRunning)
        {
            return null;
        }

        var reason = instance.StateReason is { } words ? $" AWS says why: {words.TrimEnd('.')}." : string.Empty;
        return new Refusal(
            ErrorCode.PolicyDenied,
            $"{instance.Display()} is {instance.State}; only a running instance can be rebooted.{reason} {RebootAdvice.InsteadOfReboot(instance)}",
            new JsonObject { ["rule"] = "instance_state", ["required"] = "running", ["found"] = instance.State }.ToElement());
    }

    protected override ChangeEffect Plan(RebootEc2Parameters parameters, RebootEc2Target resource) => new(
        $"Reboot EC2 instance {resource.Instance.Display()}.",
        ImmutableSortedDictionary<string, string>.Empty.Add(State, resource.Instance.State),
        ImmutableSortedDictionary<string, string>.Empty.Add(State, "running").Add("rebooted", "once"))
    {
        Notes = [.. RebootAdvice.Notes(resource.Instance)],
    };

    protected override IEnumerable<RiskFactor> RiskFactors(RebootEc2Parameters parameters, RebootEc2Target resource)
    {
        foreach (var factor in RebootAdvice.RiskFactors(resource.Instance, resource.TargetGroups))
        {
            yield return factor;
        }

        switch (resource.OnlyHealthyTarget)
        {
            case OnlyHealthyTarget.Yes:
                yield return new RiskFactor("only_healthy_target", 2, "It is the only healthy target of a target group: while it reboots, nothing answers there.");
                break;
            case OnlyHealthyTarget.Unknown:
                yield return new RiskFactor("only_healthy_target", 1, "Its load balancers' target health could not be read, so it may be the only healthy target.");
                break;
        }
    }

    protected override AwsChange Change(RebootEc2Parameters parameters, ChangePlan plan) => new RebootInstances(parameters.InstanceId);

    protected override IReadOnlyList<VerificationSignal> Signals(RebootEc2Parameters parameters, ChangePlan plan, RebootEc2Target resource) =>
    [
        // An Auto Scaling group may have replaced it: then AWS says so here.
        new(
            "instance state",
            resource.Instance.IsRunning,
            resource.Instance is { IsRunning: false, StateReason: { } reason } ? $"{resource.Instance.State} ({reason})" : resource.Instance.State),
        .. resource.Instance.Checks.Select(c => new VerificationSignal($"{c.Name} status check", c.Passes, c.Status)),
    ];
}

public sealed record RebootEc2Parameters(string InstanceId);

/// <param name="Instance">The instance as it is now.</param>
/// <param name="OnlyHealthyTarget">What <see cref="WriteOperation.WithRiskFactsAsync"/> found out.</param>
public sealed record RebootEc2Target(Instance Instance, OnlyHealthyTarget OnlyHealthyTarget = OnlyHealthyTarget.NotChecked)
{
    /// <summary>The target groups in which it is registered, as far as they were looked through; found out with <see cref="OnlyHealthyTarget"/>.</summary>
    public ImmutableArray<string> TargetGroups { get; init; } = [];
}

/// <summary>Whether an instance is the only healthy target of a target group.</summary>
public enum OnlyHealthyTarget
{
    NotChecked,
    No,
    Yes,

    /// <summary>Target health could not be read, or not all of it.</summary>
    Unknown,
}

/// <summary>Reboots one instance.</summary>
public sealed record RebootInstances(string InstanceId) : AwsChange
{
    public const string IamAction = "ec2:RebootInstances";

    public override string Action => IamAction;

    public override string Resource => InstanceId;
}
