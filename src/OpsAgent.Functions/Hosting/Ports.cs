using OpsAgent.Chat.Messages;
using OpsAgent.Chat.Model;
using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Approvals.Signatures;
using OpsAgent.Core.Approvals.StateMachine;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Guardrails.Policies;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Incidents;
using OpsAgent.Core.Operations.Messages;
using OpsAgent.Core.Operations.Naming;
using OpsAgent.Core.Operations.Overview;
using OpsAgent.Core.Rates;
using OpsAgent.Functions.Audit;
using OpsAgent.Functions.ChatServices;
using OpsAgent.Functions.ChatServices.Slack;
using OpsAgent.Functions.ChatServices.Teams;
using OpsAgent.Functions.Metrics;

namespace OpsAgent.Functions.Hosting;

/// <summary>
/// Everything outside that the functions work on. Each is made by the composition root and, where making it costs
/// or grants something, only when a function asks for it.
/// </summary>
public sealed record Ports
{
    public required AwsReaders Readers { get; init; }

    /// <summary>Used by Chat alone.</summary>
    public required IResourceDirectory Directory { get; init; }

    /// <summary>Makes the role with which AWS can be changed: called for ExecuteAction alone.</summary>
    public required Func<IExecutorRole> ExecutorRole { get; init; }

    /// <summary>Makes what signs submissions and approvals: called for Proposals alone.</summary>
    public required Func<ISigningKey> SigningKey { get; init; }

    /// <summary>Makes what verifies them: called for ExecuteAction alone.</summary>
    public required Func<IVerificationKey> VerificationKey { get; init; }

    public required IApprovalStore ApprovalStore { get; init; }

    /// <summary>Used by Proposals and ExecuteAction.</summary>
    public required IDecisions Decisions { get; init; }

    /// <summary>Used by the assessment of risk.</summary>
    public required ITargetHistory TargetHistory { get; init; }

    /// <summary>Used where the policy is asked.</summary>
    public required IWriteBudgets WriteBudgets { get; init; }

    public required IProposalIndex ProposalIndex { get; init; }

    /// <summary>Used by Diagnostics alone: Chat and Mcp ask Proposals.</summary>
    public required IPendingProposals PendingProposals { get; init; }

    /// <summary>Used by the diagnostics.</summary>
    public required ISharedCache SharedCache { get; init; }

    /// <summary>Used by the Reconciler alone.</summary>
    public required IReconcilerCursor ReconcilerCursor { get; init; }

    /// <summary>Used by the Reconciler alone.</summary>
    public required IReconcilerLease ReconcilerLease { get; init; }

    public required IAuditTrail AuditTrail { get; init; }

    /// <summary>Used by Console alone.</summary>
    public required IAuditIndex AuditIndex { get; init; }

    public required IStateMachine StateMachine { get; init; }

    public required INotifier Notifier { get; init; }

    public required IIncidents Incidents { get; init; }

    public required IDestinations Destinations { get; init; }

    public required IRateCounter Rates { get; init; }

    public required ISessions Sessions { get; init; }

    /// <summary>Makes the way to the function Proposals: called for Chat, ChatWebhooks and Mcp, which write no proposal themselves.</summary>
    public required Func<IProposalsFunction> ProposalsFunction { get; init; }

    /// <summary>Makes the way to the function ChatWorker: called for ChatWebhooks alone. Null where there is none.</summary>
    public Func<IChatWorker>? ChatWorker { get; init; }

    /// <summary>Slack's Web API; null where nothing is sent to Slack.</summary>
    public SlackApi? Slack { get; init; }

    /// <summary>Makes what verifies requests of Teams: called for ChatWebhooks and Proposals. Null where they are not taken.</summary>
    public Func<ISignedRequestVerifier>? TeamsRequests { get; init; }

    /// <summary>Makes the way to ChatWorker's answers to outgoing webhooks: called for ChatWebhooks alone. Null where there is none.</summary>
    public Func<ITeamsAnswers>? TeamsAnswers { get; init; }

    /// <summary>The Bot Connector: used by ChatWorker alone. Null where nothing is sent to Teams.</summary>
    public TeamsConnector? Teams { get; init; }

    /// <summary>Reads chat messages before the parser does; null where the deployment has none.</summary>
    public IChatModel? ChatModel { get; init; }

    /// <summary>Used by Health alone; null where the deployment has no model.</summary>
    public IModelLifecycle? ModelLifecycle { get; init; }

    public required IParameterStore Parameters { get; init; }

    /// <summary>Used by ConfigurationChanges alone; null where none is kept.</summary>
    public IParameterHistory? ParameterHistory { get; init; }

    /// <summary>Verifies bearer tokens; null where the deployment has no issuer.</summary>
    public ITokenVerifier? Tokens { get; init; }

    /// <summary>Their issuer, as MCP clients are told it; null as above.</summary>
    public string? TokenIssuer { get; init; }

    /// <summary>Used by ChatWorker alone, as the next one.</summary>
    public required IProposalChanges ProposalChanges { get; init; }

    public required IShownProposals ShownProposals { get; init; }

    /// <summary>Custom metrics; null where nobody collects them.</summary>
    public EmbeddedMetrics? Metrics { get; init; }

    /// <returns>The same ports, with every audit event written to the log once it is stored.</returns>
    public Ports WithLog(AuditLog log) => this with
    {
        ApprovalStore = new LoggedApprovalStore(ApprovalStore, log),
        AuditTrail = new LoggedAuditTrail(AuditTrail, log),
        Incidents = new LoggedIncidents(Incidents, log),
    };
}
