using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using Amazon.Lambda.TestUtilities;

using Microsoft.Extensions.Time.Testing;

using OpsAgent.Aws.Stores;
using OpsAgent.Chat.Model;
using OpsAgent.Chat.Reading;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Approvals.Signatures;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Guardrails.Policies;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Overview;
using OpsAgent.Core.Operations.Messages;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Api.Pipeline;
using OpsAgent.Functions.Audit;
using OpsAgent.Functions.ChatServices.Slack;
using OpsAgent.Functions.Hosting;
using OpsAgent.Functions.Tests.Crashes;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Kit;

/// <summary>
/// Every function on fakes, called as Lambda calls it: a stream in, a stream out. Keeps all that leaves it.
/// </summary>
internal sealed class Bench
{
    public const string ApiKey = "key-5b1f0c62-of-the-tests";
    public const string TaskToken = "AQCEAAAAKgAAAAMAAAAAnAGGi2uM5tV8x-a-task-token-of-the-bench";

    private readonly Lazy<FunctionTable> table;
    private readonly Lazy<Ports> ports;
    private readonly ConcurrentQueue<string> lines = [];
    private readonly ConcurrentQueue<Answer> answers = [];

    /// <param name="parameters">What Parameter Store holds; null for the local users and <see cref="ApiKey"/>.</param>
    public Bench(IReadOnlyDictionary<string, string>? parameters = null)
    {
        Settings = parameters is null ? new FixedParameterStore() : new FixedParameterStore(parameters);
        if (parameters is null)
        {
            Settings.Cached[ParameterNames.ApiKey] = ApiKey;
        }

        Incidents = new InMemoryIncidents(Store.Audit);
        ports = new(MakePorts);
        table = new(() => new FunctionTable(Agent, Catalogue, Change is { } change ? change(Ports) : Ports, Time, new SeededRandom(7)) { Language = Language });
    }

    public AgentOptions Agent { get; init; } = LocalAgent;

    public OperationCatalog Catalogue { get; init; } = OperationCatalog.Default;

    public Language Language { get; init; } = Language.English;

    public static AgentOptions LocalAgent { get; } = new()
    {
        Mode = ExecutionMode.LocalMock,
        Environment = "production",
        TagPolicy = TagPolicy.Standard("production"),
        // A test asks more in a minute than a person; those about the rates set their own.
        RequestsPerMinute = int.MaxValue,
        ProposalsPerMinute = int.MaxValue,
        FailuresPerMinute = int.MaxValue,
    };

    public FakeTimeProvider Time { get; init; } = new(Moments.Start);

    public InMemoryApprovalStore Store { get; } = new();

    public FakeInstances Fleet { get; } = new(Instances.Web, Instances.Numbered(2), Instances.Numbered(3), Instances.Numbered(4));

    public FakeMetrics Metrics { get; } = new();

    public FakeTargetHealth TargetHealth { get; } = new();

    public FakeEcsServices Services { get; } = new();

    public FakeServiceScaling Scaling { get; } = new();

    public FakeResourceDirectory Directory { get; } = new();

    public FakePendingProposals PendingProposals { get; } = new();

    public InMemoryCache SharedCache { get; } = new();

    public FakeExecutorRole Executor { get; } = new();

    public FakeDecisionKey DecisionKey { get; } = new();

    public RecordingStateMachine Workflow { get; } = new();

    public RecordingNotifier Notifier { get; } = new();

    public InMemoryIncidents Incidents { get; }

    public RecordingDestinations Channels { get; } = new("ops", "incidents");

    /// <summary>In place of <see cref="Channels"/>, or null.</summary>
    public IDestinations? OtherChannels { get; init; }

    public FixedParameterStore Settings { get; }

    /// <summary>In place of <see cref="Settings"/>; null for those.</summary>
    public IParameterStore? OtherSettings { get; init; }

    /// <summary>What parameters were before; null where none is kept.</summary>
    public FakeParameterHistory? ParameterHistory { get; init; }

    /// <summary>Verifies bearer tokens; null where there is no issuer.</summary>
    public ITokenVerifier? Tokens { get; init; }

    public InMemoryRateCounter Rates { get; init; } = new();

    public InMemorySessions Sessions { get; } = new();

    public InMemoryShownProposals ShownProposals { get; } = new();

    /// <summary>Slack's APIs; null where they are not called.</summary>
    public SlackApi? Slack { get; set; }

    /// <summary>What Chat handed to the function Proposals.</summary>
    public List<APIGatewayProxyRequest> Handed { get; } = [];

    /// <summary>Reads chat messages; null for the parser alone.</summary>
    public IChatModel? ChatModel { get; set; }

    public FakeCloudTrailEvents Trail { get; } = new();

    public TestLambdaLogger Logger { get; } = new();

    /// <summary>Puts other ports in place of the bench's own, before the first function is made; null for none.</summary>
    public Func<Ports, Ports>? Change { get; set; }

    /// <summary>Stands where Lambda stands, and disturbs; null where every invocation ends.</summary>
    public CrashPlan? Crashes { get; set; }

    /// <summary>The stores in place of <see cref="Store"/>; null for that one.</summary>
    public (IApprovalStore Proposals, IProposalIndex Index, IAuditTrail Audit)? Stores { get; init; }

    /// <summary>Puts something round the ports; null for none.</summary>
    public Func<Ports, Ports>? Around { get; init; }

    /// <summary>Carries out every invocation: gets the function's name and what runs it in a context. Null for at once.</summary>
    public Func<string, Func<ILambdaContext, Task<JsonElement>>, Task<JsonElement>>? AroundInvocations { get; init; }

    public IApprovalStore ApprovalStore => Stores?.Proposals ?? Store;

    /// <summary>What the functions work on.</summary>
    public Ports Ports => ports.Value;

    /// <summary>How often the door to changing AWS was opened.</summary>
    public int ExecutorRolesMade { get; private set; }

    /// <summary>The audit events as the log shows them.</summary>
    public IReadOnlyList<string> Lines => [.. lines];

    public IReadOnlyList<Answer> Answers => [.. answers];

    /// <summary>The next call to AWS is made and ends the worker: it writes nothing any more.</summary>
    public void DieInTheCall() => Executor.Then = _ =>
    {
        Store.BeforeReplace = _ => throw new WorkerCrashException();
        throw new WorkerCrashException();
    };

    public void LiveOn() => (Executor.Then, Store.BeforeReplace) = (null, null);

    public LambdaFunction Function(string name) => table.Value.Create(name);

    public ILambdaContext Context(string requestId = "invocation-1", double remainingSeconds = 60) => new TestLambdaContext
    {
        AwsRequestId = requestId,
        RemainingTime = TimeSpan.FromSeconds(remainingSeconds),
        Logger = Logger,
    };

    public Task<JsonElement> InvokeAsync(string function, JsonNode input, ILambdaContext? lambdaContext = null) => Crashes is { } plan
        ? plan.InvokeAsync(function, input.ToJsonString())
        : AroundInvocations is { } around ? around(function, given => RunAsync(function, input, given))
        : RunAsync(function, input, lambdaContext);

    public Task<JsonElement> DeliverAsync(OpsAgent.Functions.Tests.Crashes.Delivery delivery) => delivery.Function == Door.Name
        ? new Door(Agent, Ports, Ledger(), Time).DecideAsync(JsonNode.Parse(delivery.Input)!)
        : RunAsync(delivery.Function, JsonNode.Parse(delivery.Input)!, Context(delivery.RequestId));

    private async Task<JsonElement> RunAsync(string function, JsonNode input, ILambdaContext? lambdaContext)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(input.ToJsonString()));
        using var output = await Function(function)(stream, lambdaContext ?? Context());
        using var document = await JsonDocument.ParseAsync(output);
        return document.RootElement.Clone();
    }

    /// <summary>Runs a Task of the state machine: its payload in, what its ResultSelector keeps out.</summary>
    /// <param name="executionId">Of the calling execution; null for the proposal's own.</param>
    public async Task<JsonNode> StepAsync(string state, ProposalId proposal, ILambdaContext? lambdaContext = null, JsonObject? data = null, string? executionId = null)
    {
        var run = data ?? [];
        run["proposal_id"] = proposal.Value;
        var answer = await InvokeAsync(Asl.FunctionOf(state), Asl.Payload(state, run, Asl.ContextOf(executionId ?? RecordingStateMachine.ArnOf(proposal))), lambdaContext);
        return Asl.Kept(state, JsonNode.Parse(answer.GetRawText())!);
    }

    /// <summary>Runs one attempt of the state that waits for people.</summary>
    public async Task<string> AskAsync(ProposalId proposal, DateTimeOffset enteredAt, string token = TaskToken, int attempt = 0, string? executionId = null)
    {
        var context = Asl.ContextOf(executionId ?? RecordingStateMachine.ArnOf(proposal));
        context["Task"] = new JsonObject { ["Token"] = token };
        context["State"] = new JsonObject { ["EnteredTime"] = Timestamps.Text(enteredAt), ["RetryCount"] = attempt };
        var payload = Asl.Payload("WaitForApproval", new JsonObject { ["proposal_id"] = proposal.Value }, context);
        var answer = await InvokeAsync(Asl.FunctionOf("WaitForApproval"), payload);
        return answer.GetProperty("status").GetString()!;
    }

    public Task<JsonElement> SweepAsync() => InvokeAsync(FunctionNames.Reconciler, new JsonObject { ["detail-type"] = "Scheduled Event" });

    public async Task<Proposal> ReadAsync(ProposalId id) =>
        await ApprovalStore.FindAsync(id, CancellationToken.None) ?? throw new InvalidOperationException($"There is no proposal {id}.");

    /// <summary>Sends an event to the function that its route belongs to. Where it polls, the clock moves under it.</summary>
    public async Task<Answer> SendAsync(JsonObject sent)
    {
        var function = FunctionFor(Asl.Text(sent["httpMethod"]), Asl.Text(sent["path"]));
        var answer = new Answer(await PassTimeAsync(InvokeAsync(function, sent)));
        answers.Enqueue(answer);
        return answer;
    }

    /// <summary>As <see cref="SendAsync"/>, while somebody else moves the clock.</summary>
    public async Task<Answer> SendOnlyAsync(JsonObject sent) =>
        new(await InvokeAsync(FunctionFor(Asl.Text(sent["httpMethod"]), Asl.Text(sent["path"])), sent));

    public Task<Answer> ProposeAsync(UserId by, string instanceId = Instances.WebId, string? key = null)
    {
        var parameters = new JsonObject { ["action"] = "reboot_ec2", ["instance_id"] = instanceId, ["reason"] = "The application hangs since 08:50." };
        var sent = Events.Post("/operations/propose", Events.Envelope("propose_action", parameters, by));
        return SendAsync(key is null ? sent : sent.With("Idempotency-Key", key));
    }

    public Task<Answer> ApproveAsync(UserId by, string token) =>
        SendAsync(Events.Post("/operations/approve", Events.Envelope("approve_action", new JsonObject { ["approval_token"] = token }, by)));

    public Task<Answer> DenyAsync(UserId by, string token) => SendAsync(Events.Post(
        "/operations/deny", Events.Envelope("deny_action", new JsonObject { ["approval_token"] = token, ["reason"] = "Not during the release." }, by)));

    public Task<Answer> WithdrawAsync(UserId by, string token) => SendAsync(Events.Post(
        "/operations/withdraw", Events.Envelope("withdraw_action", new JsonObject { ["approval_token"] = token, ["reason"] = "It recovered." }, by)));

    public Task<Answer> ShowAsync(UserId by, string proposalId) => SendAsync(Events.Get($"/operations/proposals/{proposalId}", by));

    /// <summary>Moves the clock until a call that polls has ended.</summary>
    /// <param name="isMeasured">Whether the clock must not run away from the call, whose threads may have to wait on a busy machine.</param>
    public async Task<T> PassTimeAsync<T>(Task<T> call, bool isMeasured = false)
    {
        var (start, watch) = (Time.GetUtcNow(), Stopwatch.StartNew());
        for (var step = 1; !call.IsCompleted; step++)
        {
            var isLate = Time.GetUtcNow() - start > TimeSpan.FromMinutes(1);
            Assert.False(isLate && watch.Elapsed > TimeSpan.FromSeconds(10), "The call does not come to an end.");
            Time.Advance(TimeSpan.FromMilliseconds(10));
            await (isLate || (isMeasured && step % 20 == 0) ? Task.Delay(1) : Task.CompletedTask);
            await Task.Yield();
        }

        return await call;
    }

    private string FunctionFor(string method, string path)
    {
        var segments = path.Split('/');
        return Routes.Of(Catalogue).FirstOrDefault(r => r.Method == method && Matches(r.Path.Split('/'), segments))?.Function ?? FunctionNames.Proposals;
    }

    private static bool Matches(string[] template, string[] segments) =>
        template.Length == segments.Length && template.Zip(segments).All(p => p.First == p.Second || p.First.StartsWith('{'));

    private ProposalLedger Ledger() => new(Ports.ApprovalStore, new AuditEventFactory(new IdSource(Time, new SeededRandom(8)), Time), Time, new SeededRandom(9));

    private Ports MakePorts()
    {
        var log = new AuditLog(lines.Enqueue);
        var made = new Ports
        {
            Readers = new AwsReaders(Fleet, Metrics, TargetHealth, Trail, Services, Scaling, new FakeTaskDefinitions()),
            Directory = Directory,
            ExecutorRole = () =>
            {
                ExecutorRolesMade++;
                return Executor;
            },
            SigningKey = () => DecisionKey,
            VerificationKey = () => DecisionKey,
            ApprovalStore = new LoggedApprovalStore(ApprovalStore, log),
            Decisions = Stores?.Index as IDecisions ?? Store,
            TargetHistory = Stores?.Index as ITargetHistory ?? Store,
            WriteBudgets = Stores?.Index as IWriteBudgets ?? Store,
            ProposalIndex = Stores?.Index ?? Store,
            PendingProposals = PendingProposals,
            SharedCache = SharedCache,
            ReconcilerCursor = Stores?.Index as IReconcilerCursor ?? Store,
            ReconcilerLease = Stores?.Index as IReconcilerLease ?? Store,
            AuditTrail = new LoggedAuditTrail(Stores?.Audit ?? Store.Audit, log),
            AuditIndex = Stores?.Audit as IAuditIndex ?? Store.Audit,
            StateMachine = Workflow,
            Notifier = Notifier,
            Incidents = new LoggedIncidents(Incidents, log),
            Destinations = OtherChannels ?? Channels,
            Rates = Rates,
            Sessions = Sessions,
            ProposalsFunction = () => new InvokedProposals(this),
            ChatModel = ChatModel,
            Parameters = OtherSettings ?? Settings,
            ParameterHistory = ParameterHistory,
            Tokens = Tokens,
            ProposalChanges = new DynamoProposalChanges(),
            ShownProposals = ShownProposals,
            Slack = Slack,
        };
        made = Around?.Invoke(made) ?? made;
        return Crashes is { } plan ? MortalPorts.Of(made, plan) : made;
    }
}
