using OpsAgent.Aws;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Channels;
using OpsAgent.Core.Identity;
using OpsAgent.Functions;
using OpsAgent.Functions.Audit;
using OpsAgent.Functions.Channels;
using OpsAgent.Functions.Configuration;

namespace OpsAgent.Local;

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
