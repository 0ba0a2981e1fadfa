using System.Security.Cryptography;

using OpsAgent.Aws.Clients;
using OpsAgent.Aws.Executor;
using OpsAgent.Aws.Messaging;
using OpsAgent.Aws.Model;
using OpsAgent.Aws.Readers;
using OpsAgent.Aws.StateMachine;
using OpsAgent.Aws.Stores;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Messages;
using OpsAgent.Functions.Audit;
using OpsAgent.Functions.Configuration;
using OpsAgent.Functions.Hosting;
using OpsAgent.Functions.Metrics;
using OpsAgent.Functions.Oidc;
using OpsAgent.Functions.Webhooks;

namespace OpsAgent.Bootstrap;

/// <summary>Builds the one function that this process is, on AWS.</summary>
internal static class Composition
{
    /// <exception cref="InvalidOperationException">The configuration does not do; the message lists everything that is missing or wrong.</exception>
    /// <exception cref="ArgumentException">There is no such function; the message lists those that there are.</exception>
    public static LambdaFunction Create(string name, Func<string, string?> variable, AwsClients clients, JsonLog log, RandomNumberGenerator random, TimeProvider time)
    {
        if (!FunctionNames.All.Contains(name))
        {
            throw new ArgumentException($"OPSAGENT_FUNCTION is \"{name}\". Known: {string.Join(", ", FunctionNames.All)}.", nameof(name));
        }

        var (deployment, problems) = DeploymentReader.Read(variable);
        if (deployment is null)
        {
            throw new InvalidOperationException($"OpsAgent cannot start: {string.Join(' ', problems)}");
        }

        return new FunctionTable(deployment.Agent, OperationCatalog.Default, PortsOf(deployment, clients, log, time), time, random).Create(name);
    }

    private static Ports PortsOf(Deployment deployment, AwsClients clients, JsonLog log, TimeProvider time)
    {
        var tables = new TableNames(deployment.ApprovalsTable, deployment.AuditTable, deployment.IncidentsTable, deployment.SessionsTable);
        var metrics = new EmbeddedMetrics(deployment.Agent.Environment, log.Write, time);
        var audit = new AuditLog(log.Write, metrics);
        var store = new DynamoApprovalStore(clients, tables, time);
        var trail = new DynamoAuditTrail(clients, tables, time);
        var services = new EcsServices(clients);
        var settings = new SsmParameterStore(clients, deployment.ParameterPrefix, time);
        return new Ports
        {
            Readers = new AwsReaders(new Ec2Instances(clients), new CloudWatchMetrics(clients), new LoadBalancingTargetHealth(clients), new CloudTrailEvents(clients), services),
            ExecutorRole = () => ExecutorRoles.For(deployment.Agent.Mode, clients, deployment.ExecutorRoleArn!, services),
            ApprovalStore = new LoggedApprovalStore(store, audit),
            ProposalIndex = store,
            ReconcilerCursor = store,
            AuditTrail = new LoggedAuditTrail(trail, audit),
            AuditIndex = trail,
            StateMachine = new StepFunctionsStateMachine(() => clients.StepFunctions, deployment.StateMachineArn!),
            Notifier = new SnsNotifier(clients, deployment.NotificationsTopicArn!, message => log.Write("ERROR", string.Empty, message)),
            Incidents = new LoggedIncidents(new DynamoIncidents(clients, tables, time), audit),
            Destinations = new CombinedDestinations(
                new SnsDestinations(clients, deployment.NotificationsTopicArn!),
                new WebhookDestinations(settings, deployment.WebhookHosts, new WebhookSender(WebhookNetwork.Standard, time))),
            Rates = new DynamoRateCounter(clients, tables, time),
            Sessions = new DynamoSessions(clients, tables, time),
            ChatModel = deployment.BedrockModelId is { } model ? new BedrockChatModel(clients, model) : null,
            Parameters = settings,
            Tokens = deployment.Oidc is { } oidc ? new OidcTokenVerifier(oidc, message => log.Write("WARN", string.Empty, message), time) : null,
            Metrics = metrics,
        };
    }
}
