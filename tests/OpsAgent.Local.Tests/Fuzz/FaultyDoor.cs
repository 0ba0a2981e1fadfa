using System.Security.Cryptography;

using Amazon.Lambda.Core;

using Microsoft.Extensions.Time.Testing;

using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Ec2;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Api.Pipeline;
using OpsAgent.Functions.Hosting;
using OpsAgent.Local.Hosting;
using OpsAgent.Local.Http;
using OpsAgent.StatesLanguage;
using OpsAgent.TestKit;

namespace OpsAgent.Local.Tests.Fuzz;

/// <summary>
/// The real front door and functions with a planted fault: a port that breaks at a bracket in a tag, or a route whose
/// function is not there.
/// </summary>
internal sealed class FaultyDoor : IAsyncDisposable
{
    private readonly LoopbackServer _server;
    private readonly RandomNumberGenerator _random;

    private FaultyDoor(LoopbackServer server, RandomNumberGenerator random, FuzzTarget target) => (_server, _random, Target) = (server, random, target);

    public FuzzTarget Target { get; }

    public static async Task<FaultyDoor> OpenAsync(bool lacksAFunction, CancellationToken cancellationToken)
    {
        var agent = new AgentOptions { Mode = ExecutionMode.LocalMock, Environment = "production", TagPolicy = TagPolicy.Standard("production"), RequestsPerMinute = int.MaxValue, ProposalsPerMinute = int.MaxValue, FailuresPerMinute = int.MaxValue };
        var time = new FakeTimeProvider();
        var random = RandomNumberGenerator.Create();
        var (ids, log) = (new IdSource(time, random), new NoLog());
        var lambda = new LocalLambda(new FunctionTable(agent, OperationCatalog.Default, FaultyPorts(), time, random).Create, ids, log, time);
        IReadOnlyList<Route> routes = [.. Routes.Of(OperationCatalog.Default).Where(r => r.Method == "GET"), .. lacksAFunction ? [new Route("GET", "/operations/broken", "Absent")] : (Route[])[]];
        var server = await new LocalApiGateway(routes, lambda, agent, ids, log, time).StartAsync(0, cancellationToken);
        return new FaultyDoor(server, random, new FuzzTarget(server.Url, "key-of-the-faulty-door", routes, "approve-none", "01m84hs4k95t2jknnswf5dggbd"));
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _random.Dispose();
    }

    private static Ports FaultyPorts()
    {
        var store = new InMemoryApprovalStore();
        return new Ports
        {
            Readers = new Core.Operations.AwsReaders(new BreaksAtABracket(), new FakeMetrics(), new FakeTargetHealth(), new FakeCloudTrailEvents(), new FakeEcsServices(), new FakeServiceScaling(), new FakeTaskDefinitions()),
            Directory = new FakeResourceDirectory(),
            ExecutorRole = () => new FakeExecutorRole(),
            SigningKey = () => new FakeDecisionKey(),
            VerificationKey = () => new FakeDecisionKey(),
            ApprovalStore = store,
            Decisions = store,
            TargetHistory = store,
            WriteBudgets = store,
            ProposalIndex = store,
            PendingProposals = new FakePendingProposals(),
            SharedCache = new Core.Operations.Overview.InMemoryCache(),
            ReconcilerCursor = store,
            ReconcilerLease = store,
            AuditTrail = store.Audit,
            AuditIndex = store.Audit,
            StateMachine = new RecordingStateMachine(),
            Notifier = new RecordingNotifier(),
            Incidents = new InMemoryIncidents(store.Audit),
            Destinations = new RecordingDestinations("ops"),
            Rates = new InMemoryRateCounter(),
            Sessions = new InMemorySessions(),
            ProposalsFunction = () => new AbsentProposals(),
            ProposalChanges = new Aws.Stores.DynamoProposalChanges(),
            ShownProposals = new InMemoryShownProposals(),
            Parameters = new FixedParameterStore([.. LocalUsers.Lists, KeyValuePair.Create(ParameterNames.ApiKey, "key-of-the-faulty-door")]),
        };
    }

    private sealed class AbsentProposals : IProposalsFunction
    {
        public Task<ReadOnlyMemory<byte>> InvokeAsync(ReadOnlyMemory<byte> proxyEvent, CancellationToken cancellationToken) =>
            throw new AwsException(ErrorCode.AwsServiceError, "lambda:InvokeFunction", "Proposals", "planted");
    }

    private sealed class NoLog : ILambdaLogger
    {
        public void Log(string message)
        {
        }

        public void LogLine(string message)
        {
        }
    }

    private sealed class BreaksAtABracket : IInstances
    {
        public Task<Instance?> FindAsync(string instanceId, CancellationToken cancellationToken) => Task.FromResult<Instance?>(null);

        public Task<InstancePage> FindByTagAsync(string key, string value, int limit, CancellationToken cancellationToken) =>
            value.Contains('[', StringComparison.Ordinal) ? throw new FormatException("planted") : Task.FromResult(new InstancePage([], false));

        public Task<InstancePage> FindInTroubleAsync(int limit, CancellationToken cancellationToken) => Task.FromResult(new InstancePage([], false));
    }
}
