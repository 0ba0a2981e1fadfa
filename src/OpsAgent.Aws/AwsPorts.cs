using OpsAgent.Aws.Clients;
using OpsAgent.Aws.Clients.Lambda;
using OpsAgent.Aws.Executor;
using OpsAgent.Aws.Messaging;
using OpsAgent.Aws.Model;
using OpsAgent.Aws.Readers;
using OpsAgent.Aws.Signing;
using OpsAgent.Aws.StateMachine;
using OpsAgent.Aws.Stores;
using OpsAgent.Chat.Messages;
using OpsAgent.Chat.Model;
using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Approvals.Signatures;
using OpsAgent.Core.Approvals.StateMachine;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Audit.Digests;
using OpsAgent.Core.Guardrails.Policies;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Incidents;
using OpsAgent.Core.Operations.Messages;
using OpsAgent.Core.Operations.Naming;
using OpsAgent.Core.Operations.Overview;
using OpsAgent.Core.Rates;

namespace OpsAgent.Aws;

/// <summary>Core's and Chat's ports on the AWS SDK, for one deployment: the only place that builds them. Nothing is called yet.</summary>
/// <param name="clients">The process's clients; the caller disposes them.</param>
/// <param name="log">Takes one line for each message to people that could not be published.</param>
public sealed class AwsPorts(AwsResources resources, AwsClients clients, Action<string> log, TimeProvider time)
{
    private readonly Lazy<KmsDecisionKey> _decisionKey =
        new(() => new KmsDecisionKey(clients, resources.DecisionKeyArn ?? throw new InvalidOperationException("The deployment has no signing key on AWS.")));

    private readonly Lazy<KmsDecisionKey> _digestKey =
        new(() => new KmsDecisionKey(clients, resources.DigestKeyArn ?? throw new InvalidOperationException("The deployment has no key for digests on AWS.")));

    private readonly EcsServices _services = new(clients);
    private readonly CloudTrailEvents _events = new(clients, time);
    private readonly DynamoApprovalStore _approvals = new(clients, resources.Tables, time);
    private readonly DynamoAuditTrail _audit = new(clients, resources.Tables, time);

    public AwsReaders Readers => new(
        new Ec2Instances(clients), new CloudWatchMetrics(clients), new LoadBalancingTargetHealth(clients), _events, _services, new ApplicationScaling(clients, time), new EcsTaskDefinitions(clients));

    public IResourceDirectory Directory { get; } = new ResourceDirectory(new NamedResources(clients).Sources, time);

    public IApprovalStore ApprovalStore => _approvals;

    public IDecisions Decisions => _approvals;

    public ITargetHistory TargetHistory => _approvals;

    public IWriteBudgets WriteBudgets => _approvals;

    public IProposalIndex ProposalIndex => _approvals;

    public IPendingProposals PendingProposals { get; } = new DynamoPendingProposals(clients, resources.Tables, time);

    public ISharedCache SharedCache { get; } = new DynamoSharedCache(clients, resources.Tables);

    public IReconcilerCursor ReconcilerCursor => _approvals;

    public IReconcilerLease ReconcilerLease => _approvals;

    public IAuditTrail AuditTrail => _audit;

    public IAuditIndex AuditIndex => _audit;

    public INotifier Notifier { get; } = new SnsNotifier(clients, resources.Topics, resources.Environment, log);

    public IDestinations Destinations { get; } = new SnsDestinations(clients, resources.Topics.Notifications, resources.Environment);

    public IIncidents Incidents { get; } = new DynamoIncidents(clients, resources.Tables, time);

    public IRateCounter Rates { get; } = new DynamoRateCounter(clients, resources.Tables, time);

    public ISessions Sessions { get; } = new DynamoSessions(clients, resources.Tables, time);

    public IShownProposals ShownProposals { get; } = new DynamoShownProposals(clients, resources.Tables, time);

    public IProposalChanges ProposalChanges { get; } = new DynamoProposalChanges();

    public IParameterStore Parameters { get; } = new SsmParameterStore(clients, resources.ParameterPrefix, time);

    public IParameterHistory ParameterHistory { get; } = new SsmParameterHistory(clients, resources.ParameterPrefix);

    /// <summary>Null where the deployment names no model.</summary>
    public IChatModel? ChatModel { get; } = resources.BedrockModelId is { } model ? new BedrockChatModel(clients, model, resources.ModelTemperature) : null;

    /// <summary>Null where the deployment names no model.</summary>
    public IModelLifecycle? ModelLifecycle { get; } = resources.BedrockModelId is { } model ? new BedrockModelLifecycle(clients, model, time) : null;

    /// <exception cref="InvalidOperationException">The deployment names no key.</exception>
    public KmsDecisionKey DecisionKey() => _decisionKey.Value;

    /// <exception cref="InvalidOperationException">The deployment names no key for digests.</exception>
    public DigestPorts Digests() => new(
        new DynamoAuditEvents(clients, resources.Tables, time),
        new DynamoDigests(clients, resources.Tables, resources.Environment, time),
        resources.AuditArchiveBucket is { } bucket ? new S3DigestArchive(clients, bucket) : null,
        _digestKey.Value,
        _digestKey.Value);

    /// <exception cref="InvalidOperationException">The deployment names no state machine.</exception>
    public IStateMachine StateMachine() => new StepFunctionsStateMachine(
        () => clients.StepFunctions, resources.StateMachineArn ?? throw new InvalidOperationException("The deployment has no state machine on AWS."));

    /// <exception cref="InvalidOperationException">The deployment names no function Proposals.</exception>
    public IProposalsFunction ProposalsFunction() => new LambdaProposalsFunction(new LambdaInvoker(
        clients, resources.ProposalsFunctionArn ?? throw new InvalidOperationException("The deployment has no function Proposals on AWS.")));

    /// <returns>The way to the function ChatWorker.</returns>
    /// <exception cref="InvalidOperationException">The deployment names no function ChatWorker.</exception>
    public LambdaInvoker ChatWorkerFunction() => new(
        clients, resources.ChatWorkerFunctionArn ?? throw new InvalidOperationException("The deployment has no function ChatWorker on AWS."));

    /// <returns>The role with which AWS can be changed, as far as the mode allows.</returns>
    /// <exception cref="ArgumentException">The mode never reaches AWS.</exception>
    public IExecutorRole ExecutorRole() => ExecutorRoles.For(resources.Mode, clients, resources.ExecutorRoleArn, _services);
}
