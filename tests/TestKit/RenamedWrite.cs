using OpsAgent.Core.Approvals;
using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Guardrails.Policies;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Grammar;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;

namespace OpsAgent.TestKit;

/// <summary>A second write: what another one does, under a name of its own.</summary>
public sealed class RenamedWrite(string name, WriteOperation inner) : WriteOperation
{
    public override string Name => name;

    public override string Title => inner.Title;

    public override string Description => inner.Description;

    public override ParameterSet Parameters => inner.Parameters;

    /// <summary>How people ask for it in chat; not as they ask for the other one.</summary>
    public ChatGrammar? Grammar { get; init; }

    public override ChatGrammar? Chat => Grammar;

    public override string IamAction => inner.IamAction;

    public override string Undo => inner.Undo;

    public override TimeSpan SettleTime => inner.SettleTime;

    public override TimeSpan SustainTime => inner.SustainTime;

    public override Task<TargetState?> FindTargetAsync(Arguments arguments, AwsReaders readers, CancellationToken cancellationToken) =>
        inner.FindTargetAsync(arguments, readers, cancellationToken);

    public override Task<TargetState?> FindChangedTargetAsync(Arguments arguments, AwsReaders readers, CancellationToken cancellationToken) =>
        inner.FindChangedTargetAsync(arguments, readers, cancellationToken);

    public override Task<TargetState> WithPlanNotesAsync(TargetState target, AwsReaders readers, CancellationToken cancellationToken) =>
        inner.WithPlanNotesAsync(target, readers, cancellationToken);

    public override Refusal NotFound(Arguments arguments) => inner.NotFound(arguments);

    public override Refusal? ValidateTarget(Arguments arguments, TargetState target) => inner.ValidateTarget(arguments, target);

    public override ChangePlan Plan(Arguments arguments, TargetState target) => inner.Plan(arguments, target) with { Operation = name };

    public override IEnumerable<RiskFactor> RiskFactors(Arguments arguments, TargetState target) => inner.RiskFactors(arguments, target);

    public override CountChange? CountOf(ChangePlan plan) => inner.CountOf(plan);

    public override Task<int?> CountPeersAsync(TargetState target, string tag, AwsReaders readers, CancellationToken cancellationToken) =>
        inner.CountPeersAsync(target, tag, readers, cancellationToken);

    public override string TaggingCommand(ResourceTarget target, IReadOnlyList<KeyValuePair<string, string>> tags) => inner.TaggingCommand(target, tags);

    public override AwsChange Change(ChangePlan plan) => inner.Change(plan);

    public override Task<TargetState> WithRiskFactsAsync(TargetState target, AwsReaders readers, CancellationToken cancellationToken) =>
        inner.WithRiskFactsAsync(target, readers, cancellationToken);

    public override ReadBackResult ReadBack(ChangePlan plan, TargetState target) => inner.ReadBack(plan, target);

    public override ChangeReversal? ReversalOf(ChangePlan plan) => inner.ReversalOf(plan);

    public override IReadOnlyList<VerificationSignal> Signals(ChangePlan plan, TargetState target) => inner.Signals(plan, target);

    public override string HowToCheckByHand(ChangePlan plan, ProposalId proposal, DateTimeOffset since) => inner.HowToCheckByHand(plan, proposal, since);
}
