using System.Collections.Immutable;
using System.Text.Json.Serialization;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Guardrails.Policies;
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

    /// <summary>The name of <see cref="Watch"/>.</summary>
    public const string WatchName = "watch";

    /// <summary>The parameter that every write has: by which alarm or metric to tell afterwards whether the change helped.</summary>
    protected static readonly TextParameter Watch = new(
        WatchName, "An alarm's name, or METRIC of RESOURCE: 5 and 15 minutes after the verified change the requester is told whether it is better, same or worse.")
    {
        MaxLength = 600,
        Example = "production-web-5xx",
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

    /// <summary>How long after the change it is looked whether it has taken effect; at most <see cref="Approvals.Transitions.ProposalTransitions.MaxVerificationTime"/>.</summary>
    public virtual TimeSpan VerificationTime => TimeSpan.FromMinutes(10);

    /// <summary>Whether the target shows afterwards if the change was made: then <see cref="ReadBack"/> finds out, and else nobody can.</summary>
    public virtual bool CanReadBack => false;

    /// <returns>The target as it is now, or null when there is none.</returns>
    /// <exception cref="AwsException">AWS did not answer.</exception>
    public abstract Task<TargetState?> FindTargetAsync(Arguments arguments, AwsReaders readers, CancellationToken cancellationToken);

    /// <summary>A number of the target as it is now, of which people say "double" and "two more".</summary>
    /// <param name="parameter">The whole-number parameter that would set it.</param>
    /// <param name="arguments">With any number in its place.</param>
    /// <returns>Null where there is no such target, or no number that the parameter sets.</returns>
    /// <exception cref="AwsException">AWS did not answer.</exception>
    public virtual Task<int?> FindNumberAsync(string parameter, Arguments arguments, AwsReaders readers, CancellationToken cancellationToken) => Task.FromResult<int?>(null);

    /// <returns>As <see cref="FindTargetAsync"/>, but with no more than <see cref="ReadBack"/> and <see cref="Signals"/> look at.</returns>
    /// <exception cref="AwsException">AWS did not answer.</exception>
    public abstract Task<TargetState?> FindChangedTargetAsync(Arguments arguments, AwsReaders readers, CancellationToken cancellationToken);

    /// <summary>
    /// Adds what only the plan's notes tell; asked once, before people are asked. MUST NOT throw a <see cref="AwsException"/>: what
    /// cannot be read is said in the note.
    /// </summary>
    public abstract Task<TargetState> WithPlanNotesAsync(TargetState target, AwsReaders readers, CancellationToken cancellationToken);

    /// <summary>
    /// Adds what is not worth a call to AWS at every step, but must be known before people are asked: <see cref="RiskFactors"/>,
    /// the plan's notes and <see cref="ValidateTarget"/> use it where it is there, and the plan's hash MUST NOT depend on it.
    /// MUST NOT throw a <see cref="AwsException"/>: what cannot be read is a fact too, and raises the risk.
    /// </summary>
    public abstract Task<TargetState> WithRiskFactsAsync(TargetState target, AwsReaders readers, CancellationToken cancellationToken);

    /// <returns>What to tell a person when <see cref="FindTargetAsync"/> found nothing.</returns>
    public abstract Refusal NotFound(Arguments arguments);

    /// <returns>Null when the target's state allows the change, or why it does not.</returns>
    public abstract Refusal? ValidateTarget(Arguments arguments, TargetState target);

    /// <summary>Pure: the same arguments and target state give the same plan and so the same plan hash.</summary>
    public abstract ChangePlan Plan(Arguments arguments, TargetState target);

    /// <summary>What raises or lowers the risk of this change; pure. Criticality and recent changes are added by the caller.</summary>
    public abstract IEnumerable<RiskFactor> RiskFactors(Arguments arguments, TargetState target);

    /// <returns>The change in numbers, for the policy's limits; null for one that changes no number. Pure.</returns>
    public virtual CountChange? CountOf(ChangePlan plan) => null;

    /// <summary>For budgets that are a share. Bounded: where there are more than it looks at, it answers those.</summary>
    /// <param name="tag">The name of a tag that the target carries.</param>
    /// <returns>How many resources of the target's kind carry its value of the tag, the target included; null where that cannot be told.</returns>
    /// <exception cref="AwsException">AWS did not answer.</exception>
    public virtual Task<int?> CountPeersAsync(TargetState target, string tag, AwsReaders readers, CancellationToken cancellationToken) => Task.FromResult<int?>(null);

    /// <returns>The AWS CLI command that adds the tags to the target.</returns>
    public abstract string TaggingCommand(ResourceTarget target, IReadOnlyList<KeyValuePair<string, string>> tags);

    /// <returns>The one call that makes the change.</returns>
    public abstract AwsChange Change(ChangePlan plan);

    /// <returns>What is to be done when the change does not settle; null to leave it as it is.</returns>
    public abstract ChangeReversal? ReversalOf(ChangePlan plan);

    /// <summary>
    /// Looks whether a change took place whose attempt ended without a result; pure. MUST NOT say
    /// <see cref="ReadBackResult.NotDone"/> where making the change again could do harm.
    /// </summary>
    public abstract ReadBackResult ReadBack(ChangePlan plan, TargetState target);

    /// <summary>What must be true for the change to have worked, as seen on the target now; pure.</summary>
    public abstract IReadOnlyList<VerificationSignal> Signals(ChangePlan plan, TargetState target);

    /// <returns>How a person finds out by hand whether the change took place, with a command that can be run as it stands.</returns>
    /// <param name="proposal">The source identity that CloudTrail shows for it.</param>
    /// <param name="since">When the proposal was made: nothing took place before.</param>
    public abstract string HowToCheckByHand(ChangePlan plan, ProposalId proposal, DateTimeOffset since);

    /// <summary>Makes the change once, or only tries whether it would be allowed.</summary>
    /// <exception cref="AwsException">AWS refused or did not answer.</exception>
    public Task ExecuteAsync(ChangePlan plan, IExecutor executor, WriteIntent intent, CancellationToken cancellationToken) =>
        executor.ExecuteAsync(Change(plan), intent, cancellationToken);

    /// <returns>What is to be done when the change does not settle, as in <c>set back to 3 tasks</c>; null to leave it as it is.</returns>
    public string? Reversal(ChangePlan plan) => ReversalOf(plan)?.Summary;

    /// <summary>Puts back what was before the plan, where <see cref="Reversal"/> asks for it.</summary>
    /// <exception cref="AwsException">AWS refused or did not answer.</exception>
    public Task RevertAsync(ChangePlan plan, IExecutor executor, CancellationToken cancellationToken) => ReversalOf(plan) is { } reversal
        ? executor.ExecuteAsync(reversal.Change, WriteIntent.Execute, cancellationToken)
        : throw new NotSupportedException($"{Name} does not put anything back.");
}

/// <summary>
/// A write in its own types: every write derives from this. What is stored is a plan and its parameters as JSON;
/// <see cref="Bind"/> reads the same record from a request and from a stored plan.
/// </summary>
/// <typeparam name="TParameters">The validated parameters.</typeparam>
/// <typeparam name="TTarget">The resource as its service describes it, with what the rules look at.</typeparam>
public abstract class WriteOperation<TParameters, TTarget> : WriteOperation
    where TTarget : class
{
    public sealed override async Task<TargetState?> FindTargetAsync(Arguments arguments, AwsReaders readers, CancellationToken cancellationToken) =>
        await FindAsync(Bind(arguments), readers, cancellationToken) is { } resource ? StateOf(resource) : null;

    public sealed override async Task<TargetState?> FindChangedTargetAsync(Arguments arguments, AwsReaders readers, CancellationToken cancellationToken) =>
        await FindChangedAsync(Bind(arguments), readers, cancellationToken) is { } resource ? StateOf(resource) : null;

    public sealed override async Task<TargetState> WithPlanNotesAsync(TargetState target, AwsReaders readers, CancellationToken cancellationToken) =>
        StateOf(await WithPlanNotesAsync(ResourceOf(target), readers, cancellationToken));

    public sealed override async Task<TargetState> WithRiskFactsAsync(TargetState target, AwsReaders readers, CancellationToken cancellationToken) =>
        StateOf(await WithRiskFactsAsync(ResourceOf(target), readers, cancellationToken));

    public sealed override Refusal NotFound(Arguments arguments) => NotFound(Bind(arguments));

    public sealed override Refusal? ValidateTarget(Arguments arguments, TargetState target) => Validate(Bind(arguments), ResourceOf(target));

    public sealed override ChangePlan Plan(Arguments arguments, TargetState target)
    {
        var effect = Plan(Bind(arguments), ResourceOf(target));
        return new ChangePlan(Name, arguments.Values, target.Target, effect.Summary, effect.Before, effect.After, effect.Undo ?? Undo)
        {
            Format = ChangePlan.CurrentFormat,
            Notes = effect.Notes,
        };
    }

    public sealed override IEnumerable<RiskFactor> RiskFactors(Arguments arguments, TargetState target) => RiskFactors(Bind(arguments), ResourceOf(target));

    public sealed override Task<int?> CountPeersAsync(TargetState target, string tag, AwsReaders readers, CancellationToken cancellationToken) =>
        CountPeersAsync(ResourceOf(target), tag, target.Tags[tag], readers, cancellationToken);

    public sealed override AwsChange Change(ChangePlan plan) => Change(Bind(new Arguments(plan.Parameters)), plan);

    public sealed override ChangeReversal? ReversalOf(ChangePlan plan) => ReversalOf(Bind(new Arguments(plan.Parameters)), plan);

    public sealed override ReadBackResult ReadBack(ChangePlan plan, TargetState target) => ReadBack(plan, ResourceOf(target));

    public sealed override IReadOnlyList<VerificationSignal> Signals(ChangePlan plan, TargetState target) =>
        Signals(Bind(new Arguments(plan.Parameters)), plan, ResourceOf(target));

    /// <returns>The resource as the rest of the system sees it.</returns>
    public TargetState<TTarget> StateOf(TTarget resource)
    {
        var (target, tags) = Identify(resource);
        return new TargetState<TTarget>(target, tags, resource);
    }

    protected abstract TParameters Bind(Arguments arguments);

    /// <returns>Which resource it is, and its tags.</returns>
    protected abstract (ResourceTarget Target, ImmutableSortedDictionary<string, string> Tags) Identify(TTarget resource);

    /// <inheritdoc cref="WriteOperation.FindTargetAsync"/>
    protected abstract Task<TTarget?> FindAsync(TParameters parameters, AwsReaders readers, CancellationToken cancellationToken);

    /// <inheritdoc cref="WriteOperation.FindChangedTargetAsync"/>
    protected virtual Task<TTarget?> FindChangedAsync(TParameters parameters, AwsReaders readers, CancellationToken cancellationToken) =>
        FindAsync(parameters, readers, cancellationToken);

    /// <inheritdoc cref="WriteOperation.WithPlanNotesAsync"/>
    protected virtual Task<TTarget> WithPlanNotesAsync(TTarget resource, AwsReaders readers, CancellationToken cancellationToken) => Task.FromResult(resource);

    /// <inheritdoc cref="WriteOperation.WithRiskFactsAsync"/>
    protected virtual Task<TTarget> WithRiskFactsAsync(TTarget resource, AwsReaders readers, CancellationToken cancellationToken) => Task.FromResult(resource);

    /// <inheritdoc cref="WriteOperation.NotFound"/>
    protected abstract Refusal NotFound(TParameters parameters);

    /// <inheritdoc cref="WriteOperation.ValidateTarget"/>
    protected abstract Refusal? Validate(TParameters parameters, TTarget resource);

    /// <inheritdoc cref="WriteOperation.Plan"/>
    protected abstract ChangeEffect Plan(TParameters parameters, TTarget resource);

    /// <inheritdoc cref="WriteOperation.RiskFactors"/>
    protected abstract IEnumerable<RiskFactor> RiskFactors(TParameters parameters, TTarget resource);

    /// <inheritdoc cref="WriteOperation.CountPeersAsync"/>
    protected virtual Task<int?> CountPeersAsync(TTarget resource, string tag, string value, AwsReaders readers, CancellationToken cancellationToken) => Task.FromResult<int?>(null);

    /// <inheritdoc cref="WriteOperation.Change"/>
    protected abstract AwsChange Change(TParameters parameters, ChangePlan plan);

    /// <inheritdoc cref="WriteOperation.ReversalOf"/>
    protected virtual ChangeReversal? ReversalOf(TParameters parameters, ChangePlan plan) => null;

    /// <inheritdoc cref="WriteOperation.ReadBack"/>
    protected virtual ReadBackResult ReadBack(ChangePlan plan, TTarget resource) => ReadBackResult.CannotTell;

    /// <inheritdoc cref="WriteOperation.Signals"/>
    protected abstract IReadOnlyList<VerificationSignal> Signals(TParameters parameters, ChangePlan plan, TTarget resource);

    private static TTarget ResourceOf(TargetState target) => ((TargetState<TTarget>)target).Resource;
}

/// <summary>What a change does to its target.</summary>
/// <param name="Summary">In one sentence.</param>
/// <param name="Before">What is now, as far as the change touches it.</param>
/// <param name="After">What will be.</param>
/// <param name="Undo">How to undo this one, where that is more exact than the operation's own words.</param>
public sealed record ChangeEffect(
    string Summary, ImmutableSortedDictionary<string, string> Before, ImmutableSortedDictionary<string, string> After, string? Undo = null)
{
    /// <inheritdoc cref="ChangePlan.Notes"/>
    public ImmutableArray<string> Notes { get; init; } = [];
}

/// <summary>How a change that does not settle is put back.</summary>
/// <param name="Summary">In words, as in <c>set back to 3 tasks</c>.</param>
/// <param name="Change">The call. MUST be harmless when repeated.</param>
public sealed record ChangeReversal(string Summary, AwsChange Change);

/// <summary>What the target shows of a change whose own result was lost.</summary>
public enum ReadBackResult
{
    /// <summary>It shows nothing: the change may have been made or not.</summary>
    CannotTell,

    /// <summary>The target is as the change leaves it.</summary>
    Done,

    /// <summary>The target is as it was before, and making the change now is no repetition.</summary>
    NotDone,
}

/// <summary>One thing to look at after a change.</summary>
/// <param name="Name">What is looked at, such as <c>instance check</c>.</param>
/// <param name="Good">Whether it is as it should be.</param>
/// <param name="Observed">What was seen, in AWS's words.</param>
public sealed record VerificationSignal(string Name, bool Good, string Observed)
{
    /// <summary>Whether it will not become good any more, as AWS itself has given up.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Failed { get; init; }
}
