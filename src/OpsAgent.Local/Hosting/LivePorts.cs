using OpsAgent.Aws;
using OpsAgent.Aws.Messaging;
using OpsAgent.Aws.Stores;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Signatures;
using OpsAgent.Core.Approvals.StateMachine;
using OpsAgent.Core.Operations.Messages;
using OpsAgent.Functions.Audit;
using OpsAgent.Functions.Configuration;
using OpsAgent.Functions.Hosting;
using OpsAgent.Functions.Webhooks;

namespace OpsAgent.Local.Hosting;

/// <summary>The ports of the live modes: AWS for everything but the state machine.</summary>
internal static class LivePorts
{
    public static AwsResources ResourcesOf(Deployment deployment) => new()
    {
        Mode = deployment.Agent.Mode,
        Tables = new TableNames(deployment.ApprovalsTable, deployment.DecisionsTable, deployment.AuditTable, deployment.IncidentsTable, deployment.SessionsTable),
        ParameterPrefix = deployment.Agent.ParameterPrefix,
        Environment = deployment.Agent.Environment,
        Topics = new SnsTopics(deployment.NotificationsTopicArn!, deployment.ApprovalsTopicArn!, deployment.IncidentsTopicArn!),
        ExecutorRoleArn = deployment.ExecutorRoleArn!,
        DecisionKeyArn = deployment.DecisionKeyArn,
        BedrockModelId = deployment.BedrockModelId,
        ModelTemperature = deployment.ModelTemperature,
    };

    /// <param name="key">The host's own key; null where the deployment names one of AWS KMS.</param>
    public static Ports Create(
        Deployment deployment, AwsPorts aws, IStateMachine stateMachine, IProposalsFunction proposals, DecisionKeyFile? key, LogFile log, TimeProvider time)
    {
        var ports = new Ports
        {
            Readers = aws.Readers,
            Directory = aws.Directory,
            ExecutorRole = aws.ExecutorRole,
            SigningKey = () => (ISigningKey?)key ?? aws.DecisionKey(),
            VerificationKey = () => (IVerificationKey?)key ?? aws.DecisionKey(),
            ApprovalStore = aws.ApprovalStore,
            Decisions = aws.Decisions,
            TargetHistory = aws.TargetHistory,
            WriteBudgets = aws.WriteBudgets,
            ProposalIndex = aws.ProposalIndex,
            PendingProposals = aws.PendingProposals,
            SharedCache = aws.SharedCache,
            ReconcilerCursor = aws.ReconcilerCursor,
            ReconcilerLease = aws.ReconcilerLease,
            AuditTrail = aws.AuditTrail,
            AuditIndex = aws.AuditIndex,
            StateMachine = stateMachine,
            Notifier = aws.Notifier,
            Incidents = aws.Incidents,
            Destinations = new CombinedDestinations(
                aws.Destinations,
                new WebhookDestinations(aws.Parameters, deployment.WebhookHosts, new WebhookSender(WebhookNetwork.Standard, time))),
            Rates = aws.Rates,
            Sessions = aws.Sessions,
            ProposalsFunction = () => proposals,
            ChatModel = aws.ChatModel,
            ModelLifecycle = aws.ModelLifecycle,
            ProposalChanges = aws.ProposalChanges,
            ShownProposals = aws.ShownProposals,
            Parameters = aws.Parameters,
            ParameterHistory = aws.ParameterHistory,
        };
        return ports.WithLog(new AuditLog(log.Write));
    }
}
