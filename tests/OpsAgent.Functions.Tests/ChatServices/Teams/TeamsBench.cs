using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;

using Amazon.Lambda.APIGatewayEvents;

using OpsAgent.Chat.Reading;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Effects;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Approvals.Signatures;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Guardrails.Policies;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Rates;
using OpsAgent.Functions.Api.Chat;
using OpsAgent.Functions.Api.Diagnostics;
using OpsAgent.Functions.Api.Pipeline;
using OpsAgent.Functions.Api.Proposals;
using OpsAgent.Functions.Api.WorkflowOperations;
using OpsAgent.Functions.ChatServices;
using OpsAgent.Functions.ChatServices.Teams;
using OpsAgent.Functions.Hosting;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;
using OpsAgent.TestKit.Teams;

namespace OpsAgent.Functions.Tests.ChatServices.Teams;

/// <summary>
/// Both halves of Teams and the function Proposals behind them, on the bench's ports and Microsoft's side as <see cref="FakeTeams"/>.
/// Proposals verifies each request itself; the worker's jobs wait until a test runs them.
/// </summary>
internal sealed class TeamsBench : IAsyncDisposable
{
    private readonly ConcurrentQueue<ChatJob> _jobs = new();
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private readonly TeamsRequestVerifier _verifier;
    private readonly TeamsWebhook _webhook;
    private readonly TeamsConnector _connector;
    private readonly ChatHandlers _handlers;

    public TeamsBench(IReadOnlyDictionary<string, string>? settings = null, ExecutionMode mode = ExecutionMode.SandboxLive)
    {
        Microsoft = new FakeTeams();
        var parameters = TeamsSide.Parameters(Microsoft);
        foreach (var (name, value) in settings ?? new Dictionary<string, string>())
        {
            parameters.Cached[name] = value;
        }

        Bench = new Bench(parameters.Cached) { Agent = Bench.LocalAgent with { Mode = mode } };
        StateMachine = Machine.Behind(Bench);
        var (options, ports, time, random) = (Bench.Agent, Bench.Ports, Bench.Time, new SeededRandom(11));
        var ids = new IdSource(time, random);
        var events = new AuditEventFactory(ids, time);
        var rates = new RateLimits(options, ports.Rates, time);
        ApiPipeline Pipeline(ISignedRequestVerifier signed) =>
            new(options, new Authenticator(ports.Parameters, new RoleDirectory(ports.Parameters), options, time, signed: signed), rates, ports.AuditTrail, events, ids, time);

        _verifier = new TeamsRequestVerifier(ports.Parameters, TeamsSide.AddressesOf(Microsoft), _ => { }, time);
        var ledger = new ProposalLedger(ports.ApprovalStore, events, time, random);
        var watch = new ProposalWatch(ports.ApprovalStore, time);
        var signer = new DecisionSigner(options, ports.SigningKey(), ports.Decisions, ports.StateMachine);
        var rights = new DecisionRightsReader(options, time);
        var policies = new PolicyCheck(new PolicyReader(ports.Parameters), ports.TargetHistory, ports.WriteBudgets, ports.ProposalIndex, Bench.Catalogue, null, time);
        var function = new ProposalsFunction(
            Bench.Catalogue,
            new Proposer(options, rates, ports.Readers, policies, ledger, watch, ports.StateMachine, signer, new EffectReader(ports.Readers.Metrics, time), ids, time),
            new Decider(options, ports.ApprovalStore, ledger, watch, ports.StateMachine, signer, ports.Incidents, ports.Notifier, time),
            new ProposalReader(ports.ApprovalStore, ports.ProposalIndex, ports.AuditTrail, ports.StateMachine, rights),
            rights,
            ports.Rates);
        Proposals = new InProcess(Pipeline(_verifier), function, Bench);

        _connector = new TeamsConnector(ports.Parameters, _http, time, TeamsSide.AddressesOf(Microsoft));
        var jobs = new JobVerifier();
        var pipeline = Pipeline(jobs);
        var api = new ProposalsApi(Proposals);
        var operations = new ChatOperations(
            Bench.Catalogue,
            pipeline,
            new DiagnosticsFunction(Bench.Catalogue.Only<DiagnosticOperation>(), ports.Readers, ports.SharedCache, call => (limit, stop) => api.ListPendingAsync(limit, call, stop), time),
            api,
            call => new WorkflowOperationsFunction(
                Bench.Catalogue.Only<WorkflowOperation>(),
                new WorkflowOperationRunner(new WorkflowOperationPorts(ports.Incidents, ports.Destinations, (id, stop) => api.ExistsAsync(id, call, stop), ports.Notifier), time)));
        var drafts = new ChatDrafts(Bench.Catalogue, operations, ports.Readers, ports.Rates, ids, time);
        var actions = new ChatActions(Bench.Catalogue, Language.English, operations, drafts);
        var chat = new ChatFunction(new ConversationSessions(ports.Sessions), new Parser(Bench.Catalogue, Language.English), ports.Directory, actions, null, ids, time);
        _handlers = new ChatHandlers(pipeline, chat, jobs);

        _webhook = new TeamsWebhook(
            _verifier, ports.Parameters, new Queue(_jobs), new Asked(this), new SignedProposals(Proposals), new RefusedCallers(options, rates, ports.AuditTrail, events, ids, time), ports.Rates, time);
    }

    public Bench Bench { get; }

    public Machine StateMachine { get; }

    public FakeTeams Microsoft { get; }

    /// <summary>The function Proposals, which a test may slow down or break.</summary>
    public InProcess Proposals { get; }

    /// <summary>What the worker is asked before it answers an outgoing webhook; null for nothing.</summary>
    public Func<Task>? BeforeAnswer { get; set; }

    public int JobsWaiting => _jobs.Count;

    public string ServiceUrl => Microsoft.ServiceUrl;

    public DateTimeOffset Now => Bench.Time.GetUtcNow();

    /// <summary>Sends an activity as the connector does.</summary>
    public Task<APIGatewayProxyResponse> SendAsync(JsonObject activity, string? proof = null) => PostAsync(activity.ToJsonString(), proof ?? $"Bearer {Microsoft.Token(Now)}");

    public Task<APIGatewayProxyResponse> SendToWebhookAsync(JsonObject activity) => PostAsync(activity.ToJsonString(), FakeTeams.Hmac(activity.ToJsonString()));

    public Task<APIGatewayProxyResponse> PostAsync(string body, string? proof, bool base64 = false)
    {
        var request = new APIGatewayProxyRequest
        {
            Resource = "/teams/messages",
            Path = "/teams/messages",
            HttpMethod = "POST",
            Headers = new Dictionary<string, string> { ["Content-Type"] = "application/json; charset=utf-8" },
            Body = base64 ? Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(body)) : body,
            IsBase64Encoded = base64,
            RequestContext = new APIGatewayProxyRequest.ProxyRequestContext { RequestId = "gateway-1", Identity = new APIGatewayProxyRequest.RequestIdentity { SourceIp = "52.112.0.1" } },
        };
        if (proof is not null)
        {
            request.Headers["authorization"] = proof;
        }

        return PassTimeAsync(_webhook.HandleAsync(request, Bench.Logger, CancellationToken.None));
    }

    /// <summary>Moves the clock until a call that waits for it has ended; slowly, since it may wait for a socket instead.</summary>
    public async Task<T> PassTimeAsync<T>(Task<T> call)
    {
        for (var i = 0; !call.IsCompleted; i++)
        {
            Assert.False(i > 2000, "The call does not come to an end.");
            await Task.WhenAny(call, Task.Delay(2));
            if (i % 2 == 1)
            {
                Bench.Time.Advance(TimeSpan.FromMilliseconds(50));
            }
        }

        return await call;
    }

    /// <returns>The answer to a button: its type, and its text or card.</returns>
    public async Task<(string Type, JsonNode Value)> PressAsync(string verb, JsonObject data, string user = TeamsActivities.LeadId, string id = "f:press-1", string messageId = "1700000000001")
    {
        var answer = await SendAsync(TeamsActivities.Press(ServiceUrl, Now, verb, data, user, id, messageId));
        Assert.Equal(200, answer.StatusCode);
        var body = JsonNode.Parse(answer.Body)!;
        Assert.Equal(200, body["statusCode"]!.GetValue<int>());
        return (body["type"]!.GetValue<string>(), body["value"]!);
    }

    public Task<(string Type, JsonNode Value)> DecideAsync(Proposal proposal, string verb = "approve", string user = TeamsActivities.LeadId, string id = "f:press-1", string? reason = "Not during the release.", string? hash = null)
    {
        var data = new JsonObject { ["d"] = verb, ["p"] = proposal.Id.Value, ["h"] = hash ?? proposal.PlanHash.Short };
        if (verb != "approve")
        {
            data[$"reason-{verb}-{proposal.Id}"] = reason;
        }

        return PressAsync(verb, data, user, id);
    }

    /// <summary>Proposes a reboot in Teams: the words, the draft's button, the worker.</summary>
    public async Task<Proposal> ProposeAsync(string user = TeamsActivities.EngineerId)
    {
        await SendAsync(TeamsActivities.Message(ServiceUrl, Now, $"reboot {Instances.WebId} because the application hangs since 08:50", user));
        await RunJobsAsync();
        var (place, message) = Microsoft.Messages.Single(m => m.Key.Conversation == TeamsActivities.Channel);
        var button = Nodes(message).Single(n => n["verb"]?.GetValue<string>() == "confirm");
        await PressAsync("confirm", button["data"]!.DeepClone().AsObject(), user, "f:confirm", place.Id);
        await RunJobsAsync();
        return Bench.Store.All.Single();
    }

    public async Task RunJobsAsync()
    {
        while (_jobs.TryDequeue(out var job))
        {
            await RunAsync(job);
        }
    }

    public Task RunAsync(ChatJob job) => WorkAsync(replies => replies.ReplyAsync(job, Bench.Logger, CancellationToken.None));

    public Task UpdateAsync(Proposal proposal) => WorkAsync(replies => replies.UpdateAsync(proposal, Bench.Logger, CancellationToken.None));

    /// <summary>What the worker has as soon as a test wants it.</summary>
    public ChatJob TakeJob() => _jobs.TryDequeue(out var job) ? job : throw new InvalidOperationException("No job waits.");

    public static IEnumerable<JsonObject> Nodes(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(m => Nodes(m.Value)).Prepend(members),
        JsonArray items => items.SelectMany(Nodes),
        _ => [],
    };

    public async ValueTask DisposeAsync()
    {
        _verifier.Dispose();
        _http.Dispose();
        await Microsoft.DisposeAsync();
    }

    private async Task WorkAsync(Func<TeamsReplies, Task> work)
    {
        var context = Bench.Context("invocation-of-the-worker");
        using var deadline = new InvocationDeadline(context, TimeProvider.System);
        await PassTimeAsync(Run());
        return;

        async Task<bool> Run()
        {
            await work(Replies(new ChatConversation(_handlers, context, deadline)));
            return true;
        }
    }

    private TeamsReplies Replies(ChatConversation conversation) => new(conversation, Bench.Ports.Parameters, _connector, Bench.Ports.ShownProposals, Bench.Ports.Rates, Bench.Agent, Bench.Time);

    /// <summary>Proposals as a function that is invoked.</summary>
    internal sealed class InProcess(ApiPipeline pipeline, ProposalsFunction function, Bench bench) : IProposalsFunction
    {
        /// <summary>What happens before it is invoked; null for nothing.</summary>
        public Func<Task>? Before { get; set; }

        public async Task<ReadOnlyMemory<byte>> InvokeAsync(ReadOnlyMemory<byte> proxyEvent, CancellationToken cancellationToken)
        {
            await (Before?.Invoke() ?? Task.CompletedTask);
            var request = JsonSerializer.Deserialize(proxyEvent.Span, EventsJson.Default.APIGatewayProxyRequest)!;
            var context = bench.Context("invocation-of-proposals");
            using var deadline = new InvocationDeadline(context, TimeProvider.System);
            return JsonSerializer.SerializeToUtf8Bytes(await pipeline.AnswerAsync(request, context, deadline, function.HandleAsync), EventsJson.Default.APIGatewayProxyResponse);
        }
    }

    private sealed class Queue(ConcurrentQueue<ChatJob> jobs) : IChatWorker
    {
        public Task EnqueueAsync(ChatJob job, CancellationToken cancellationToken)
        {
            // As it goes over the wire.
            jobs.Enqueue(JsonSerializer.Deserialize(JsonSerializer.Serialize(job, ChatJobJson.Default.ChatJob), ChatJobJson.Default.ChatJob)!);
            return Task.CompletedTask;
        }
    }

    private sealed class Asked(TeamsBench bench) : ITeamsAnswers
    {
        public async Task<JsonElement> AskAsync(ChatJob job, CancellationToken cancellationToken)
        {
            await (bench.BeforeAnswer?.Invoke() ?? Task.CompletedTask);
            var context = bench.Bench.Context("invocation-of-the-worker");
            using var deadline = new InvocationDeadline(context, TimeProvider.System);
            return (await bench.Replies(new ChatConversation(bench._handlers, context, deadline)).AnswerAsync(job, cancellationToken)).ToElement();
        }
    }
}
