using OpsAgent.Core.Approvals;
using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;

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
    /// <exception cref="AwsException">AWS did not answer.</exception>
    public abstract Task<TargetState?> FindTargetAsync(Arguments arguments, AwsReaders readers, CancellationToken cancellationToken);

    /// <summary>
    /// Adds the facts that only <see cref="RiskFactors"/> looks at, and that are not worth asking AWS for at every look.
    /// MUST NOT throw a <see cref="AwsException"/>: what cannot be read is a fact too, and raises the risk.
    /// </summary>
    public virtual Task<TargetState> WithRiskFactsAsync(TargetState target, AwsReaders readers, CancellationToken cancellationToken) => Task.FromResult(target);

    /// <returns>What to tell a person when <see cref="FindTargetAsync"/> found nothing.</returns>
    public abstract Refusal NotFound(Arguments arguments);

    /// <returns>Null when the target's state allows the change, or why it does not.</returns>
    public abstract Refusal? ValidateTarget(Arguments arguments, TargetState target);

    /// <summary>Pure: the same arguments and target state give the same plan and so the same plan hash.</summary>
    public abstract ChangePlan Plan(Arguments arguments, TargetState target);

    /// <summary>What raises or lowers the risk of this change; pure. Criticality and recent changes are added by the caller.</summary>
    public abstract IEnumerable<RiskFactor> RiskFactors(Arguments arguments, TargetState target);

    /// <returns>The AWS CLI command that adds the tags to the target.</returns>
    public abstract string TaggingCommand(ResourceTarget target, IReadOnlyList<KeyValuePair<string, string>> tags);

    /// <summary>Makes the change once, or only tries whether it would be allowed.</summary>
    /// <exception cref="AwsException">AWS refused or did not answer.</exception>
    public abstract Task ExecuteAsync(Arguments arguments, IExecutor executor, WriteIntent intent, CancellationToken cancellationToken);

    /// <summary>Whether the target shows afterwards if the change was made: then <see cref="ReadBack"/> finds out, and else nobody can.</summary>
    public virtual bool CanReadBack => false;

    /// <summary>
    /// Looks whether a change took place whose attempt ended without a result; pure. MUST NOT say
    /// <see cref="ReadBackResult.NotDone"/> where making the change again could do harm.
    /// </summary>
    public virtual ReadBackResult ReadBack(ChangePlan plan, TargetState target) => Operations.ReadBackResult.CannotTell;

    /// <returns>What is to be done when the change does not settle, as in <c>set back to 3 tasks</c>; null to leave it as it is.</returns>
    public virtual string? Reversal(ChangePlan plan) => null;

    /// <summary>Puts back what was before the plan, where <see cref="Reversal"/> asks for it. MUST be harmless when repeated.</summary>
    /// <exception cref="AwsException">AWS refused or did not answer.</exception>
    public virtual Task RevertAsync(ChangePlan plan, IExecutor executor, CancellationToken cancellationToken) =>
        throw new NotSupportedException($"{Name} does not put anything back.");

    /// <summary>What must be true for the change to have worked, as seen on the target now; pure.</summary>
    public abstract IReadOnlyList<VerificationSignal> Signals(Arguments arguments, TargetState target);

    /// <returns>How a person finds out by hand whether the change took place, with a command that can be run as it stands.</returns>
    /// <param name="proposal">The source identity that CloudTrail shows for it.</param>
    /// <param name="since">When the proposal was made: nothing took place before.</param>
    public abstract string HowToCheckByHand(ChangePlan plan, ProposalId proposal, DateTimeOffset since);
}
