using OpsAgent.Aws.Clients;
using OpsAgent.Aws.Executor;
using OpsAgent.Aws.Messaging;
using OpsAgent.Aws.Model;
using OpsAgent.Aws.Readers;
using OpsAgent.Aws.Stores;
using OpsAgent.Core.Approvals.StateMachine;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations.Messages;
using OpsAgent.Functions.Audit;
using OpsAgent.Functions.Configuration;
using OpsAgent.Functions.Hosting;
using OpsAgent.Functions.Webhooks;

namespace OpsAgent.Local.Hosting;

/// <summary>The ports of the live modes: AWS for everything but the state machine.</summary>
internal static class LivePorts
{
    public static Ports Of(Deployment deployment, AwsClients clients, IParameterStore parameters, IStateMachine stateMachine, LogFile lines, TimeProvider time)
    {
        var tables = new TableNames(deployment.ApprovalsTable, deployment.AuditTable, deployment.IncidentsTable, deployment.SessionsTable);
        var log = new AuditLog(lines.Write);
        var store = new DynamoApprovalStore(clients, tables, time);
        var trail = new DynamoAuditTrail(clients, tables, time);
        var services = new EcsServices(clients);
        return new Ports
        {
            Readers = new Core.Operations.AwsReaders(
                new Ec2Instances(clients), new CloudWatchMetrics(clients), new LoadBalancingTargetHealth(clients), new CloudTrailEvents(clients), services),
            ExecutorRole = () => ExecutorRoles.For(deployment.Agent.Mode, clients, deployment.ExecutorRoleArn!, services),
            ApprovalStore = new LoggedApprovalStore(store, log),
            ProposalIndex = store,
            ReconcilerCursor = store,
            AuditTrail = new LoggedAuditTrail(trail, log),
            AuditIndex = trail,
            StateMachine = stateMachine,
            Notifier = new SnsNotifier(clients, deployment.NotificationsTopicArn!, lines.LogLine),
            Incidents = new LoggedIncidents(new DynamoIncidents(clients, tables, time), log),
            Destinations = new CombinedDestinations(
                new SnsDestinations(clients, deployment.NotificationsTopicArn!),
                new WebhookDestinations(parameters, deployment.WebhookHosts, new WebhookSender(WebhookNetwork.Standard, time))),
            Rates = new DynamoRateCounter(clients, tables, time),
            Sessions = new DynamoSessions(clients, tables, time),
            ChatModel = deployment.BedrockModelId is { } model ? new BedrockChatModel(clients, model) : null,
            Parameters = parameters,
        };
    }
}
