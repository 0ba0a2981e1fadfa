using System.Security.Cryptography;
using System.Text.Json;

using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using Amazon.Lambda.Serialization.SystemTextJson;

using OpsAgent.Chat.Model;
using OpsAgent.Chat.Reading;
using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Effects;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Approvals.Signatures;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Guardrails.Policies;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Overview;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Rates;
using OpsAgent.Functions.Activities;
using OpsAgent.Functions.Activities.Errors;
using OpsAgent.Functions.Api.Authorizer;
using OpsAgent.Functions.Api.Chat;
using OpsAgent.Functions.Api.Console;
using OpsAgent.Functions.Api.Diagnostics;
using OpsAgent.Functions.Api.Health;
using OpsAgent.Functions.Api.Mcp;
using OpsAgent.Functions.Api.Pipeline;
using OpsAgent.Functions.Api.Proposals;
using OpsAgent.Functions.Api.WorkflowOperations;
using OpsAgent.Functions.AuditDigest;
using OpsAgent.Functions.ChatServices;
using OpsAgent.Functions.ChatServices.Slack;
using OpsAgent.Functions.ChatServices.Teams;
using OpsAgent.Functions.ConfigurationChanges;
using OpsAgent.Functions.Reconciler;

namespace OpsAgent.Functions.Hosting;

/// <summary>The table of functions: builds the one that is asked for, and only what that one needs.</summary>
public sealed class FunctionTable(AgentOptions options, OperationCatalog catalog, Ports ports, TimeProvider time, RandomNumberGenerator random)
{
    private static readonly SourceGeneratorLambdaJsonSerializer<EventsJson> Events = new();

    // The serializer's own naming policy takes precedence over that of the JSON context.
    private static readonly SourceGeneratorLambdaJsonSerializer<StepsJson> Steps = new(o => o.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower);

    private readonly IdSource _ids = new(time, random);
    private readonly RateLimits _rates = new(options, ports.Rates, time);

    /// <summary>What Chat understands: a deployment that has operations of its own adds their words.</summary>
    public Language Language { get; init; } = Language.English;

    /// <exception cref="ArgumentException">There is no such function; the message lists those that there are.</exception>
    public LambdaFunction Create(string name) => name switch
    {
        FunctionNames.Diagnostics => Api(Diagnostics(ports.PendingProposals).HandleAsync),
        FunctionNames.Proposals => Api(Proposals().HandleAsync, SignedRequests()),
        FunctionNames.WorkflowOperations => Api(Workflow(
            catalog,
            new WorkflowOperationPorts(ports.Incidents, ports.Destinations, async (id, stop) => await ports.ApprovalStore.FindAsync(id, stop) is not null, ports.Notifier),
            time).HandleAsync),
        FunctionNames.Chat => Api(pipeline => Chat(pipeline, ports.Sessions).HandleAsync),
        FunctionNames.ChatWebhooks => Api(ChatWebhooks().HandleAsync),
        FunctionNames.Mcp => Api(Mcp().HandleAsync),
        FunctionNames.ChatWorker => ChatWorker(),
        FunctionNames.Console => Api(new ConsoleFunction(options, Reader(), ConsoleReader()).HandleAsync),
        FunctionNames.Health => Api(Health().HandleAsync),
        FunctionNames.Authorizer => Wrap<APIGatewayCustomAuthorizerRequest, APIGatewayCustomAuthorizerResponse>(time, Events, Events, () => new(), Authorizer().HandleAsync),
        FunctionNames.ValidateTags => Step(new ValidateTagsFunction(options, Contexts(), ports.Readers).HandleAsync),
        FunctionNames.AssessRisk => Step(new AssessRiskFunction(Contexts(), Risk(), Policies(), new RoleDirectory(ports.Parameters), ports.Readers, time).HandleAsync),
        FunctionNames.ExecuteAction => Step(new ExecuteActionFunction(options, Contexts(), ports.Readers, SignedApprovals(), Policies(), ports.ExecutorRole(), time).HandleAsync),
        FunctionNames.RequestApproval => Step(new RequestApprovalFunction(options, Contexts(), ports.StateMachine, ports.Notifier, Approvers(), time).HandleAsync),
        FunctionNames.CloseApproval => Step(new CloseApprovalFunction(Contexts(), time).HandleAsync),
        FunctionNames.VerifyOutcome => Step(new VerifyOutcomeFunction(options, Contexts(), ports.Readers, time).HandleAsync),
        FunctionNames.RecordOutcome => Step(new RecordOutcomeFunction(Contexts(), ports.Notifier).HandleAsync),
        FunctionNames.Reconciler => Wrap<JsonElement, ReconcilerResult>(time, Events, Steps, () => default, ReconcileAsync),
        FunctionNames.ConfigurationChanges => Wrap<JsonElement, ConfigurationChangesResult>(time, Events, Steps, () => default, ConfigurationChanges),
        FunctionNames.AuditDigest => Wrap<JsonElement, AuditDigestResult>(time, Events, Steps, () => default, new AuditDigestFunction(options, ports.Digests?.Invoke(), ports.Metrics, time).HandleAsync),
        _ => throw new ArgumentException($"There is no function \"{name}\". Known: {string.Join(", ", FunctionNames.All)}.", nameof(name)),
    };

    private LambdaFunction Api(Func<ApiCall, CancellationToken, Task<Outcome<ApiBody>>> handle, ISignedRequestVerifier? signed = null) => Api(_ => handle, signed);

    /// <param name="handlerOf">Makes the handler, given the pipeline for those that make requests inside one.</param>
    private LambdaFunction Api(Func<ApiPipeline, Func<ApiCall, CancellationToken, Task<Outcome<ApiBody>>>> handlerOf, ISignedRequestVerifier? signed = null)
    {
        var pipeline = Pipeline(RequestSource.Api, signed);
        var handle = handlerOf(pipeline);
        return Api((request, lambdaContext, deadline) => pipeline.AnswerAsync(request, lambdaContext, deadline, handle));
    }

    // An event that API Gateway does not send, with no method or path or none at all, is a request for nothing: it is refused and
    // audited as any other.
    private LambdaFunction Api(Func<APIGatewayProxyRequest, ILambdaContext, InvocationDeadline, Task<APIGatewayProxyResponse>> answer) =>
        Wrap<APIGatewayProxyRequest, APIGatewayProxyResponse>(time, Events, Events, () => new(), (request, lambdaContext, deadline) =>
        {
            request.HttpMethod ??= string.Empty;
            request.Path ??= string.Empty;
            return answer(request, lambdaContext, deadline);
        });

    private ChatFunction Chat(ApiPipeline pipeline, ISessions sessions)
    {
        var parser = new Parser(catalog, Language);
        var operations = Operations(pipeline);
        var drafts = new ChatDrafts(catalog, operations, ports.Readers, ports.Rates, _ids, time);
        var actions = new ChatActions(catalog, Language, operations, drafts);
        var model = ports.ChatModel is { } chatModel ? new ModelChat(new ModelConversation(chatModel, time), catalog, operations, actions, drafts) : null;
        return new ChatFunction(sessions, parser, ports.Directory, actions, model, _ids, time);
    }

    private LambdaFunction ChatWorker()
    {
        var jobs = new JobVerifier();
        var pipeline = Pipeline(RequestSource.Api, jobs);
        var chat = Chat(pipeline, new ConversationSessions(ports.Sessions));
        var services = new Dictionary<RequestSource, Func<ChatConversation, IChatServiceReplies>>();
        if (ports.Slack is { } slack)
        {
            // Locals, as above.
            var (settings, parameters, counter, clock) = (options, ports.Parameters, ports.Rates, time);
            var messages = new SlackProposalMessages(ports.ShownProposals, slack, clock);
            services[RequestSource.Slack] = conversation => new SlackReplies(conversation, parameters, slack, messages, counter, settings, clock);
        }

        if (ports.Teams is { } teams)
        {
            var (settings, parameters, counter, shown, clock) = (options, ports.Parameters, ports.Rates, ports.ShownProposals, time);
            services[RequestSource.Teams] = conversation => new TeamsReplies(conversation, parameters, teams, shown, counter, settings, clock);
        }

        return Wrap<JsonElement, string>(
            time, Events, Events, () => default, new ChatWorkerFunction(new ChatHandlers(pipeline, chat, jobs), ports.ProposalChanges, services).HandleAsync);
    }

    private ChatWebhooksFunction ChatWebhooks()
    {
        var (slack, answers, refused) = (SlackVerifier(), new SlackAnswers(ports.Slack), new RefusedCallers(options, _rates, ports.AuditTrail, new AuditEventFactory(_ids, time), _ids, time));
        var (proposals, signed) = (new SignedProposals(ports.ProposalsFunction()), SignedRequests());
        var teams = ports is { TeamsRequests: not null, ChatWorker: { } worker, TeamsAnswers: { } asked }
            ? new TeamsWebhook(signed, ports.Parameters, worker(), asked(), proposals, refused, ports.Rates, time)
            : null;
        var decisions = new SlackDecisions(proposals, ports.Slack, answers, ports.Parameters, options, time);
        return new ChatWebhooksFunction(
            new SlackWebhook(slack, Authenticator(signed), decisions, answers, ports.ChatWorker?.Invoke(), ports.Rates, refused, time), teams, refused);
    }

    private SlackRequestVerifier SlackVerifier() => new(ports.Parameters, time);

    private SignedRequestVerifiers SignedRequests() => new(SlackVerifier(), ports.TeamsRequests?.Invoke());

    private McpFunction Mcp()
    {
        var pipeline = Pipeline(RequestSource.Mcp);
        var operations = Operations(pipeline);
        var tools = new McpTools(catalog, operations, ports.Incidents, pipeline, options);
        var server = new McpServer(tools, new McpTasks(tools, time), new McpResources(operations), options.Version);
        return new McpFunction(options, pipeline, server, ports.TokenIssuer, _ids, time);
    }

    private ApiPipeline Pipeline(RequestSource source, ISignedRequestVerifier? signed = null) => new(options, Authenticator(signed), _rates, ports.AuditTrail, new AuditEventFactory(_ids, time), _ids, time, source);

    private ChatOperations Operations(ApiPipeline pipeline)
    {
        var proposals = new ProposalsApi(ports.ProposalsFunction());

        // Locals, so that what each request makes holds these and not every port.
        var (known, incidents, destinations, notifier, clock) = (catalog, ports.Incidents, ports.Destinations, ports.Notifier, time);
        return new ChatOperations(catalog, pipeline, Diagnostics(call => (limit, stop) => proposals.ListPendingAsync(limit, call, stop)), proposals, call => Workflow(
            known, new WorkflowOperationPorts(incidents, destinations, (id, stop) => proposals.ExistsAsync(id, call, stop), notifier), clock));
    }

    private DiagnosticsFunction Diagnostics(IPendingProposals pending) => Diagnostics(_ => pending.ListPendingAsync);

    private DiagnosticsFunction Diagnostics(Func<ApiCall, Func<int, CancellationToken, Task<PendingProposals>>> pendingOf) =>
        new(catalog.Only<DiagnosticOperation>(), ports.Readers, ports.SharedCache, pendingOf, time);

    private ProposalsFunction Proposals() => new(catalog, Proposer(), Decider(), Reader(), Rights(), ports.Rates);

    private static WorkflowOperationsFunction Workflow(OperationCatalog catalog, WorkflowOperationPorts workflowPorts, TimeProvider time) =>
        new(catalog.Only<WorkflowOperation>(), new WorkflowOperationRunner(workflowPorts, time));

    private async Task<ReconcilerResult> ReconcileAsync(JsonElement input, ILambdaContext lambdaContext, InvocationDeadline deadline)
    {
        var result = await new ReconcilerFunction(
            options, Contexts(), ports.ProposalIndex, ports.ReconcilerCursor, ports.ReconcilerLease, ports.StateMachine, Effects(), Policies(), new RoleDirectory(ports.Parameters), ports.Notifier, Approvers(), _ids, time)
            .HandleAsync(lambdaContext, deadline);
        if (result.Complete)
        {
            ports.Metrics?.Pending(result.ApprovalsPending);
            var unreviewed = await Unreviewed().ListAsync(deadline.Work);
            ports.Metrics?.BreakGlassUnreviewed(unreviewed.Proposals.Count + unreviewed.Unreadable);
        }

        return result;
    }

    private Task<ConfigurationChangesResult> ConfigurationChanges(JsonElement input, ILambdaContext lambdaContext, InvocationDeadline deadline) =>
        new ConfigurationChangesFunction(options, ports.AuditTrail, ports.Notifier, new AuditEventFactory(_ids, time), ports.ParameterHistory, catalog).HandleAsync(input, lambdaContext, deadline.Work);

    private LambdaFunction Step<TResult>(Func<StepInput, CancellationToken, Task<TResult>> handle) =>
        Step<TResult>((input, _, cancellationToken) => handle(input, cancellationToken));

    private LambdaFunction Step<TResult>(Func<StepInput, ILambdaContext, CancellationToken, Task<TResult>> handle) => Wrap<StepInput, TResult>(
        time,
        Steps,
        Steps,
        () => throw new ApprovalInvalid("The input is not that of a step of the state machine, so nothing was done."),
        (input, lambdaContext, deadline) => TransientErrors.WrapAsync(() => handle(input, lambdaContext, deadline.Work), deadline.Work));

    /// <param name="unreadable">What stands for an event that cannot be read, or throws.</param>
    // Static, so that a function holds what it was made from and not every port.
    private static LambdaFunction Wrap<TInput, TResult>(
        TimeProvider time, ILambdaSerializer reader, ILambdaSerializer writer, Func<TInput> unreadable, Func<TInput, ILambdaContext, InvocationDeadline, Task<TResult>> handle) =>
        async (input, lambdaContext) =>
        {
            using var deadline = new InvocationDeadline(lambdaContext, time);
            var output = new MemoryStream();
            writer.Serialize(await handle(Read(reader, input, lambdaContext, unreadable), lambdaContext, deadline), output);
            output.Position = 0;
            return output;
        };

    private static TInput Read<TInput>(ILambdaSerializer reader, Stream input, ILambdaContext lambdaContext, Func<TInput> unreadable)
    {
        try
        {
            if (reader.Deserialize<TInput>(input) is { } read)
            {
                return read;
            }
        }
        catch (Exception e) when (e is JsonSerializerException or JsonException)
        {
            // Its message may repeat the event.
        }

        lambdaContext.Logger.LogError($"ERROR {lambdaContext.AwsRequestId} was invoked with an event that cannot be read as {typeof(TInput).Name}.");
        return unreadable();
    }

    private Authenticator Authenticator(ISignedRequestVerifier? signed = null) => new(ports.Parameters, new RoleDirectory(ports.Parameters), options, time, ports.Tokens, signed);

    private HealthFunction Health() => new(options, new HealthProbes(ports, options), _ids, time);

    private AuthorizerFunction Authorizer() => new(options, Authenticator(), _rates, ports.Parameters, ports.AuditTrail, new AuditEventFactory(_ids, time), _ids);

    private ProposalLedger Ledger() => new(ports.ApprovalStore, new AuditEventFactory(_ids, time), time, random);

    private ProposalWatch Watch() => new(ports.ApprovalStore, time);

    private ProposalContextLoader Contexts() => new(catalog, Ledger(), ports.StateMachine, ports.AuditTrail, new AuditEventFactory(_ids, time), _ids, options);

    private Proposer Proposer() => new(options, _rates, ports.Readers, Policies(), Ledger(), Watch(), ports.StateMachine, Signer(), Effects(), _ids, time);

    private Decider Decider() => new(options, ports.ApprovalStore, Ledger(), Watch(), ports.StateMachine, Signer(), ports.Incidents, ports.Notifier, time);

    private DecisionSigner Signer() => new(options, ports.SigningKey(), ports.Decisions, ports.StateMachine);

    private SignedApprovalReader SignedApprovals() => new(options, ports.Decisions, ports.VerificationKey(), new RoleDirectory(ports.Parameters), ports.StateMachine, Risk(), Policies(), ports.Readers, time);

    private PolicyCheck Policies() =>
        new(new PolicyReader(ports.Parameters, catalog), ports.TargetHistory, ports.WriteBudgets, ports.ProposalIndex, catalog, ports.Metrics, time);

    private ApproverNames Approvers() => new(new RoleDirectory(ports.Parameters));

    private EffectReader Effects() => new(ports.Readers.Metrics, time);

    private RiskReader Risk() => new(options, ports.Readers, ports.TargetHistory, time);

    private ConsoleReader ConsoleReader() => new(ports.ApprovalStore, ports.ProposalIndex, ports.AuditTrail, ports.AuditIndex, ports.Incidents, Unreviewed(), Rights(), time);

    private UnreviewedBreakGlass Unreviewed() => new(ports.AuditIndex, ports.ApprovalStore);

    private ProposalReader Reader() => new(ports.ApprovalStore, ports.ProposalIndex, ports.AuditTrail, ports.StateMachine, Rights());

    private DecisionRightsReader Rights() => new(options, time);
}
