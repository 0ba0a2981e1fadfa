using System.Security.Cryptography;

using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;

using OpsAgent.Aws;
using OpsAgent.Aws.Clients;
using OpsAgent.Aws.Messaging;
using OpsAgent.Aws.Stores;
using OpsAgent.Bootstrap;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Messages;
using OpsAgent.Functions.Audit;
using OpsAgent.Functions.ChatServices;
using OpsAgent.Functions.ChatServices.Slack;
using OpsAgent.Functions.ChatServices.Teams;
using OpsAgent.Functions.Configuration;
using OpsAgent.Functions.Hosting;
using OpsAgent.Functions.Metrics;
using OpsAgent.Functions.Oidc;
using OpsAgent.Functions.Webhooks;

LambdaFunction? function = null;
var name = Environment.GetEnvironmentVariable("OPSAGENT_FUNCTION") ?? string.Empty;

// Here, because building the bootstrap replaces Console.Out: after that each line would become the escaped message of a line
// of the runtime's, or be dropped for its level, and no metric, alarm or saved query would find what it looks for.
var output = Console.Out;
var log = new JsonLog(name, output.WriteLine, TimeProvider.System);
using var clients = new AwsClients(AwsTimeouts.Standard);
using var random = RandomNumberGenerator.Create();
Func<Stream, ILambdaContext, Task<Stream>> handle = (input, lambdaContext) => function!(input, new LoggedContext(lambdaContext, log));
using var bootstrap = LambdaBootstrapBuilder.Create(handle)
    .UseBootstrapHandler(() =>
    {
        // Here and not above, so that Lambda hears why it failed.
        function = Composition.Create(name, Environment.GetEnvironmentVariable, clients, log, random, TimeProvider.System);
        return Task.FromResult(true);
    })
    .Build();
await bootstrap.RunAsync();

namespace OpsAgent.Bootstrap
{
    /// <summary>Builds the one function that this process is, on AWS.</summary>
    internal static class Composition
    {
        // As long as the process.
        private static readonly HttpMessageInvoker ChatServices = ChatServiceClient.Create();

        /// <param name="name">One of <see cref="FunctionNames.All"/>.</param>
        /// <param name="variable">The value of an environment variable, or null.</param>
        /// <exception cref="InvalidOperationException">The configuration cannot be used; the message lists everything that is missing or wrong.</exception>
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

            return new FunctionTable(deployment.Agent, OperationCatalog.Default, PortsFor(deployment, clients, log, time), time, random).Create(name);
        }

        private static Ports PortsFor(Deployment deployment, AwsClients clients, JsonLog log, TimeProvider time)
        {
            var aws = new AwsPorts(ResourcesOf(deployment), clients, message => log.Write("ERROR", string.Empty, message), time);
            var metrics = new EmbeddedMetrics(deployment.Agent.Environment, log.Write, time);
            var ports = new Ports
            {
                Readers = aws.Readers,
                Directory = aws.Directory,
                ExecutorRole = aws.ExecutorRole,
                SigningKey = aws.DecisionKey,
                VerificationKey = aws.DecisionKey,
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
                StateMachine = aws.StateMachine(),
                Notifier = aws.Notifier,
                Incidents = aws.Incidents,
                Destinations = new CombinedDestinations(
                    aws.Destinations,
                    new WebhookDestinations(aws.Parameters, deployment.WebhookHosts, new WebhookSender(WebhookNetwork.Standard, time))),
                Rates = aws.Rates,
                Sessions = aws.Sessions,
                ProposalsFunction = aws.ProposalsFunction,
                ChatModel = aws.ChatModel,
                ModelLifecycle = aws.ModelLifecycle,
                ChatWorker = () => new InvokedChatWorker(aws.ChatWorkerFunction().SendAsync),
                Slack = new SlackApi(aws.Parameters, ChatServices, time),
                TeamsRequests = () => new TeamsRequestVerifier(aws.Parameters, TeamsAddresses.Standard, message => log.Write("WARN", string.Empty, message), time),
                TeamsAnswers = () => new InvokedTeamsAnswers((job, stop) => aws.ChatWorkerFunction().AskAsync(job, "The function ChatWorker failed.", stop)),
                Teams = new TeamsConnector(aws.Parameters, ChatServices, time, TeamsAddresses.Standard),
                ProposalChanges = aws.ProposalChanges,
                ShownProposals = aws.ShownProposals,
                Parameters = aws.Parameters,
                ParameterHistory = aws.ParameterHistory,
                Tokens = deployment.Oidc is { } oidc ? new OidcTokenVerifier(oidc, message => log.Write("WARN", string.Empty, message), time) : null,
                TokenIssuer = deployment.Oidc?.Issuer,
                Metrics = metrics,
            };
            return ports.WithLog(new AuditLog(log.Write, metrics));
        }

        // On Lambda the reader of the deployment has asked for all of them.
        private static AwsResources ResourcesOf(Deployment deployment) => new()
        {
            Mode = deployment.Agent.Mode,
            Tables = new TableNames(deployment.ApprovalsTable, deployment.DecisionsTable, deployment.AuditTable, deployment.IncidentsTable, deployment.SessionsTable),
            ParameterPrefix = deployment.Agent.ParameterPrefix,
            Environment = deployment.Agent.Environment,
            Topics = new SnsTopics(deployment.NotificationsTopicArn!, deployment.ApprovalsTopicArn!, deployment.IncidentsTopicArn!),
            ExecutorRoleArn = deployment.ExecutorRoleArn!,
            DecisionKeyArn = deployment.DecisionKeyArn,
            StateMachineArn = deployment.StateMachineArn,
            ProposalsFunctionArn = deployment.ProposalsFunctionArn,
            ChatWorkerFunctionArn = deployment.ChatWorkerFunctionArn,
            BedrockModelId = deployment.BedrockModelId,
            ModelTemperature = deployment.ModelTemperature,
        };
    }
}
