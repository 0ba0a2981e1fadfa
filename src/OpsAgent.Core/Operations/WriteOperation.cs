using OpsAgent.Core.Guardrails;

namespace OpsAgent.Core.Operations;

/// <summary>
/// An operation that changes one AWS resource. It says what the change is, how risky, how it is done and how to
/// tell that it worked; it never decides whether it may happen.
/// </summary>
public abstract class WriteOperation : Operation
{
    /// <summary>The parameter that every write has: why, in the requester's words.</summary>
    protected static readonly TextParameter Reason = new("reason", "Why the change is needed, for the approver and the audit.")
    {
        Required = true,
        MinLength = 10,
        MaxLength = 500,
        Example = "Instance check fails since 03:10, application hangs",
    };

    public sealed override OperationKind Kind => OperationKind.Write;

    /// <summary>The one IAM action that the change takes, such as <c>ec2:RebootInstances</c>.</summary>
    public abstract string IamAction { get; }

    /// <summary>How the change is undone, or that it cannot be.</summary>
    public abstract string Undo { get; }

    /// <summary>How long after the change AWS may still show the state from before it.</summary>
    public abstract TimeSpan SettleTime { get; }

    /// <summary>How long every signal must stay good before the change counts as verified.</summary>
    public abstract TimeSpan SustainTime { get; }

    /// <returns>The target as it is now, or null when there is none.</returns>
    /// <exception cref="CloudException">AWS did not answer.</exception>
    public abstract Task<TargetState?> FindTargetAsync(Arguments arguments, Cloud cloud, CancellationToken cancellationToken);

    /// <returns>What to tell a person when <see cref="FindTargetAsync"/> found nothing.</returns>
    public abstract Refusal NotFound(Arguments arguments);

    /// <returns>Null when the target's state allows the change, or why it does not.</returns>
    public abstract Refusal? Obstacle(Arguments arguments, TargetState target);

    /// <summary>Pure: the same arguments and target state give the same plan and so the same plan hash.</summary>
    public abstract ChangePlan Plan(Arguments arguments, TargetState target);

    /// <summary>What raises or lowers the risk of this change; pure. Criticality and recent changes are added by the caller.</summary>
    public abstract IEnumerable<RiskFactor> RiskFactors(Arguments arguments, TargetState target);

    /// <returns>The AWS CLI command that adds the tags to the target.</returns>
    public abstract string TagCommand(ResourceTarget target, IReadOnlyList<KeyValuePair<string, string>> tags);

    /// <summary>Makes the change once, or only tries whether it would be allowed.</summary>
    /// <exception cref="CloudException">AWS refused or did not answer.</exception>
    public abstract Task ExecuteAsync(Arguments arguments, IExecutor executor, WriteIntent intent, CancellationToken cancellationToken);

    /// <summary>What must be true for the change to have worked, as seen on the target now; pure.</summary>
    public abstract IReadOnlyList<Signal> Signals(Arguments arguments, TargetState target);

    /// <returns>How a person finds out by hand whether the change took place.</returns>
    public abstract string HowToCheckByHand(ResourceTarget target);
}
