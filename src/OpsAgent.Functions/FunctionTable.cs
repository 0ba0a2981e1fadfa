using System.Security.Cryptography;
using System.Text.Json;

using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using Amazon.Lambda.Serialization.SystemTextJson;

using OpsAgent.Core;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Chat;
using OpsAgent.Core.Chat.Model;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Rates;
using OpsAgent.Functions.Activities;
using OpsAgent.Functions.Api;
using OpsAgent.Functions.Chat;

namespace OpsAgent.Functions;

/// <summary>The table of functions: builds the one that is asked for, and only what that one needs.</summary>
public sealed class FunctionTable(AgentSettings settings, Catalogue catalogue, Ports ports, TimeProvider time, RandomNumberGenerator random)
{
    private static readonly SourceGeneratorLambdaJsonSerializer<EventsJson> Events = new();

    // The serializer's own naming would win over that of the context.
    private static readonly SourceGeneratorLambdaJsonSerializer<StepsJson> Steps = new(o => o.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower);

    private readonly IdSource _ids = new(time, random);
    private readonly RateLimits _rates = new(settings, ports.Rates, time);

    /// <summary>A ledger with a bug, where the tests themselves are tested; null for the system as it is.</summary>
    internal ProposalLedger? PlantedLedger { get; init; }

    /// <exception cref="ArgumentException">There is no such function; the message lists those that there are.</exception>
    public LambdaFunction Create(string name) => name switch
    {
        FunctionNames.Diagnostics => Api(Diagnostics().HandleAsync),
        FunctionNames.Proposals => Api(Proposals().HandleAsync),
        FunctionNames.Workflow => Api(Workflow().HandleAsync),
        FunctionNames.Chat => Api(Chat),
        FunctionNames.Console => Api(new ConsoleFunction(settings, new RoleBook(ports.Settings), Reader(), ConsoleReader()).HandleAsync),
        FunctionNames.Health => Wrap<APIGatewayProxyRequest, APIGatewayProxyResponse>(Events, Events, new HealthFunction(settings, new HealthProbes(ports, settings), _ids, time).HandleAsync),
        FunctionNames.Authorizer => Wrap<APIGatewayCustomAuthorizerRequest, APIGatewayCustomAuthorizerResponse>(Events, Events, Authorizer().HandleAsync),
        FunctionNames.ValidateTags => Step(new ValidateTagsFunction(settings, Cases(), ports.Cloud).HandleAsync),
        FunctionNames.AssessRisk => Step(new AssessRiskFunction(settings, Cases(), ports.Cloud, ports.ProposalIndex, time).HandleAsync),
        FunctionNames.ExecuteAction => Step(new ExecuteActionFunction(settings, Cases(), ports.Cloud, ports.ExecutorRole(), time).HandleAsync),
        FunctionNames.RequestApproval => Step(new RequestApprovalFunction(settings, Cases(), ports.Notifier).HandleAsync),
        FunctionNames.CloseApproval => Step(new CloseApprovalFunction(Cases()).HandleAsync),
        FunctionNames.VerifyOutcome => Step(new VerifyOutcomeFunction(settings, Cases(), ports.Cloud, time).HandleAsync),
        FunctionNames.RecordOutcome => Step(new RecordOutcomeFunction(Cases(), ports.Notifier).HandleAsync),
        FunctionNames.Sweep => Wrap<JsonElement, SweepResult>(Events, Steps, SweepAsync),
        _ => throw new ArgumentException($"There is no function \"{name}\". Known: {string.Join(", ", FunctionNames.All)}.", nameof(name)),
    };

    private LambdaFunction Api(Func<ApiCall, CancellationToken, Task<Outcome<ApiBody>>> handle) => Api(_ => handle);

    /// <param name="handlerOf">Makes the handler, given the edge for those that make requests inside one.</param>
    private LambdaFunction Api(Func<ApiEdge, Func<ApiCall, CancellationToken, Task<Outcome<ApiBody>>>> handlerOf)
    {
        var edge = new ApiEdge(settings, Authenticator(), _rates, ports.AuditTrail, new AuditScribe(_ids, time), _ids, time);
        var handle = handlerOf(edge);
        return Wrap<APIGatewayProxyRequest, APIGatewayProxyResponse>(Events, Events, (request, context) => edge.AnswerAsync(request, context, handle));
    }

    private Func<ApiCall, CancellationToken, Task<Outcome<ApiBody>>> Chat(ApiEdge edge)
    {
        var desk = new ChatDesk(catalogue, edge, Diagnostics(), Proposals(), Workflow());
        var acts = new ChatActs(settings, catalogue, desk);
        var model = ports.ChatModel is { } chatModel ? new ModelChat(new ModelTalk(chatModel, time), catalogue, desk, acts) : null;
        return new ChatFunction(ports.Sessions, new Parser(catalogue), acts, model, _ids, time).HandleAsync;
    }

    private DiagnosticsFunction Diagnostics() => new(catalogue.Only<DiagnosticOperation>(), ports.Cloud, time);

    private ProposalsFunction Proposals() => new(catalogue, Proposer(), Decider(), Reader());

    private WorkflowFunction Workflow() => new(catalogue.Only<WorkflowOperation>(), Runner());

    private async Task<SweepResult> SweepAsync(JsonElement input, ILambdaContext context)
    {
        var result = await new SweepFunction(settings, Cases(), ports.ProposalIndex, ports.SweepPlace, ports.Workflow, ports.Notifier, time).HandleAsync(input, context);
        if (result.Complete)
        {
            ports.Metrics?.Pending(result.ApprovalsPending);
        }

        return result;
    }

    private static LambdaFunction Step<TResult>(Func<StepInput, ILambdaContext, Task<TResult>> handle) =>
        Wrap<StepInput, TResult>(Steps, Steps, (input, context) => StoreFaults.AsTransientAsync(() => handle(input, context)));

    private static LambdaFunction Wrap<TInput, TResult>(ILambdaSerializer reader, ILambdaSerializer writer, Func<TInput, ILambdaContext, Task<TResult>> handle) =>
        async (input, context) =>
        {
            var read = reader.Deserialize<TInput>(input) ?? throw new JsonException("The event is null.");
            var output = new MemoryStream();
            writer.Serialize(await handle(read, context), output);
            output.Position = 0;
            return output;
        };

    private Authenticator Authenticator() => new(ports.Settings, new RoleBook(ports.Settings), settings.Environment, time, ports.Tokens);

    private AuthorizerFunction Authorizer() => new(settings, Authenticator(), _rates, ports.Settings, ports.AuditTrail, new AuditScribe(_ids, time), _ids);

    private ProposalLedger Ledger() => PlantedLedger ?? new(ports.ApprovalStore, new AuditScribe(_ids, time), time, random);

    private ProposalWatch Watch() => new(ports.ApprovalStore, time);

    private CaseFile Cases() => new(catalogue, Ledger(), settings);

    private Proposer Proposer() => new(_rates, ports.Cloud, Ledger(), Watch(), ports.Workflow, _ids, time);

    private Decider Decider() => new(settings, ports.ApprovalStore, Ledger(), Watch(), ports.Workflow);

    private WorkflowRunner Runner() => new(
        new Workplace(ports.Incidents, ports.Channels, async (id, stop) => await ports.ApprovalStore.FindAsync(id, stop) is not null, ports.Notifier), time);

    private ConsoleReader ConsoleReader() => new(ports.ApprovalStore, ports.ProposalIndex, ports.AuditTrail, ports.AuditIndex, ports.Incidents);

    private ProposalReader Reader() => new(ports.ApprovalStore, ports.ProposalIndex, ports.AuditTrail, ports.Workflow);
}
