using System.Net;
using System.Security.Cryptography;

using Amazon.Runtime;
using Amazon.StepFunctions;

using OpsAgent.Aws;
using OpsAgent.Aws.Clients;
using OpsAgent.Aws.StateMachine;
using OpsAgent.Aws.Stores;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.StateMachine;
using OpsAgent.Core.Audit.Digests;
using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Naming;
using OpsAgent.Core.Operations.Overview;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Api.Pipeline;
using OpsAgent.Functions.Audit;
using OpsAgent.Functions.ChatServices;
using OpsAgent.Functions.ChatServices.Slack;
using OpsAgent.Functions.ChatServices.Teams;
using OpsAgent.Functions.Configuration;
using OpsAgent.Functions.Hosting;
using OpsAgent.Functions.Oidc;
using OpsAgent.Local.Hosting;
using OpsAgent.Local.Http;
using OpsAgent.Local.SimulatedCloud;
using OpsAgent.Local.Stores;
using OpsAgent.StatesLanguage;

namespace OpsAgent.Local;

/// <summary>
/// The whole system in one process on 127.0.0.1: front door, functions, state machine, simulated cloud, stores. Runs the
/// handlers that run on AWS.
/// </summary>
public sealed class LocalHost : IAsyncDisposable
{
    // The tag policy of LOCAL_MOCK asks for the tags of the default cloud's production instances.
    internal const string Environment = "production";

    // A reboot takes ten seconds in the simulated cloud, and minutes on AWS.
    private const double CloudPace = 0.1;

    private readonly Stack<IAsyncDisposable> _owned = new();
    private readonly TimeProvider _time;
    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();
    private readonly IdSource _ids;
    private RoleDirectory? _roles;

    private LocalHost(LocalOptions options, TimeProvider time)
    {
        _time = time;
        _ids = new IdSource(time, _random);
        IsTemporary = options.DataFolder is null;
        DataFolder = Path.GetFullPath(options.DataFolder ?? Directory.CreateTempSubdirectory("opsagent-").FullName);
    }

    public Uri Url { get; private set; } = null!;

    public Uri StatesUrl { get; private set; } = null!;

    public Uri LambdaUrl { get; private set; } = null!;

    public ExecutionMode Mode { get; private set; }

    /// <summary>The key pair of this run, which its Step Functions and Lambda endpoints want in the live modes; null in LOCAL_MOCK, where they take any.</summary>
    public AccessKey? AccessKey { get; private set; }

    /// <summary>The API key in LOCAL_MOCK; null in the live modes, whose key is in Parameter Store.</summary>
    public string? ApiKey { get; private set; }

    public string DataFolder { get; }

    private bool IsTemporary { get; }

    private string DestinationsFolder => Path.Combine(DataFolder, "channels");

    /// <param name="notices">Where messages to people go.</param>
    /// <exception cref="CloudFileException">The cloud file cannot be used.</exception>
    /// <exception cref="DataFileException">A file of the data folder is damaged, of another program, or of a newer version.</exception>
    /// <exception cref="DeploymentException">A live mode lacks something.</exception>
    /// <exception cref="IOException">A port is taken, or the data folder cannot be written.</exception>
    public static async Task<LocalHost> StartAsync(LocalOptions options, TextWriter notices, TimeProvider time, CancellationToken cancellationToken)
    {
        var cloudFile = CloudFile.Load(options.CloudFile);
        var host = new LocalHost(options, time);
        try
        {
            await host.BuildAsync(options, cloudFile, notices, cancellationToken);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <returns>The local users with the roles that the parameters give them now; none in the live modes.</returns>
    public async Task<IReadOnlyList<Caller>> UsersAsync(CancellationToken cancellationToken)
    {
        var callers = new List<Caller>();
        var authority = await _roles!.ReadAsync(cancellationToken);
        foreach (var user in (Mode is ExecutionMode.LocalMock ? LocalUsers.All : []).Select(u => UserId.TryParse(u)!.Value))
        {
            callers.Add(new Caller(new Person(user, IdentityKind.Asserted, RequestSource.Api), authority.RolesOf(user)));
        }

        return callers;
    }

    public async ValueTask DisposeAsync()
    {
        while (_owned.TryPop(out var part))
        {
            await part.DisposeAsync();
        }

        _random.Dispose();
        if (IsTemporary)
        {
            Directory.Delete(DataFolder, recursive: true);
        }
    }

    private async Task BuildAsync(LocalOptions options, CloudFile cloudFile, TextWriter notices, CancellationToken cancellationToken)
    {
        await PrepareDataFolderAsync(notices, cancellationToken);
        var log = Own(new LogFile(Path.Combine(DataFolder, "opsagent.log")));
        var database = Own(new SqliteDatabase(Path.Combine(DataFolder, "opsagent.db")));
        var agent = AgentOptionsFor(options);
        var aws = agent.Mode is ExecutionMode.LocalMock ? null : await ConnectAsync(options.Deployment!, log, cancellationToken);
        var local = new SqliteParameterStore(database);
        _roles = new RoleDirectory(aws?.Parameters ?? local);
        ApiKey = aws is null ? await SetDefaultParametersAsync(local, cancellationToken) : null;
        Mode = agent.Mode;
        AccessKey = Mode is ExecutionMode.LocalMock ? null : AccessKey.New();

        // The functions call the state machine, and the state machine calls the functions.
        var functions = new TaskCompletionSource<LocalLambda>();
        LambdaUrl = (await OwnAsync(LambdaEndpoint.StartAsync(
            options.LambdaPort, AccessKey, options.StepFunctionsEndpoint is not null, functions.Task, _time, cancellationToken))).Url;
        StatesUrl = options.StepFunctionsEndpoint ?? (await OwnAsync(StatesServer.StartAsync(StatesOptions(options), cancellationToken))).Url;
        var client = Own(ClientOf(StatesUrl, options.StepFunctionsEndpoint is null ? AccessKey : null));
        var stateMachine = new StepFunctionsStateMachine(() => client, await StateMachineDeployment.DeployAsync(client, cancellationToken));

        var proposals = new LocalProposalsFunction(functions.Task);
        var key = options.Deployment?.DecisionKeyArn is null ? Own(DecisionKeyFile.Open(DataFolder)) : null;
        var chatWorker = Own(new LocalChatWorker(functions.Task, log, _time));
        var ports = aws is null
            ? SimulatedPorts(database, local, cloudFile, stateMachine, proposals, key!, chatWorker, notices, log, options.WaitTimeScale)
            : LivePorts.Create(options.Deployment!, aws, stateMachine, proposals, key, log, _time);
        ports = WithChatServices(ports, chatWorker, options, log);
        if (options.Deployment?.Oidc is { } oidc)
        {
            ports = ports with { Tokens = Own(new OidcTokenVerifier(oidc, log.LogLine, _time)), TokenIssuer = oidc.Issuer };
        }

        var lambda = new LocalLambda(new FunctionTable(agent, OperationCatalog.Default, ports, _time, _random).Create, _ids, log, _time);
        functions.SetResult(lambda);

        _owned.Push(new FunctionTimer(lambda, FunctionNames.Reconciler, agent.Scaled(TimeSpan.FromMinutes(1)), log, _time));
        if (ports.Digests is not null)
        {
            _owned.Push(new FunctionTimer(lambda, FunctionNames.AuditDigest, agent.Scaled(TimeSpan.FromMinutes(10)), log, _time));
        }

        var frontDoor = new LocalApiGateway(Routes.Of(OperationCatalog.Default), lambda, agent, _ids, log, _time) { Console = new ConsoleFiles(ConsoleFor(options)) };
        Url = (await OwnAsync(frontDoor.StartAsync(options.Port, cancellationToken))).Url;
    }

    private async Task PrepareDataFolderAsync(TextWriter notices, CancellationToken cancellationToken)
    {
        var narrowed = PrivateFiles.PrepareFolder(DataFolder, "opsagent.*", "states.*", DecisionKeyFile.Name, DecisionKeyFile.DigestName).ToList();
        if (Directory.Exists(DestinationsFolder))
        {
            narrowed.AddRange(PrivateFiles.PrepareFolder(DestinationsFolder, "*.log"));
        }

        if (narrowed.Count > 0)
        {
            await notices.WriteLineAsync($"Others had rights to {string.Join(", ", narrowed)}; now they have none.".AsMemory(), cancellationToken);
        }
    }

    private ConsoleConfiguration ConsoleFor(LocalOptions options) => new()
    {
        Mode = Mode,
        Users = ApiKey is null ? [] : LocalUsers.All,
        ApiKey = ApiKey,
        Oidc = options.Deployment?.Oidc is { ConsoleClientId: not null } oidc ? oidc : null,
        DecisionAuthAge = options.Deployment?.Agent.DecisionAuthAge ?? TimeSpan.Zero,
    };

    private StatesServerOptions StatesOptions(LocalOptions options) => new()
    {
        Port = options.StatesPort,
        DataFile = Path.Combine(DataFolder, "states.db"),
        LambdaEndpoint = LambdaUrl,
        WaitTimeScale = options.WaitTimeScale,
        Key = AccessKey,
        TimeProvider = _time,
    };

    private static AgentOptions AgentOptionsFor(LocalOptions options)
    {
        var given = options.Deployment?.Agent ?? new AgentOptions
        {
            Mode = ExecutionMode.LocalMock,
            Environment = Environment,
            TagPolicy = TagPolicy.Standard(Environment),
        };
        return given with
        {
            RiskPolicy = options.RiskPolicy with { SelfApprovalUpTo = options.RiskPolicy.SelfApprovalUpTo ?? given.RiskPolicy.SelfApprovalUpTo },
            TimeScale = options.WaitTimeScale,
            CloudTimeScale = given.Mode is ExecutionMode.LocalMock ? CloudPace : 1.0,
        };
    }

    private Ports WithChatServices(Ports ports, LocalChatWorker chatWorker, LocalOptions options, LogFile log)
    {
        var http = Own(ChatServiceClient.Create());
        return ports with
        {
            ChatWorker = () => new InvokedChatWorker(chatWorker.SendAsync),
            Slack = new SlackApi(ports.Parameters, http, _time, options.SlackAddress),
            TeamsRequests = () => Own(new TeamsRequestVerifier(ports.Parameters, options.TeamsAddresses, log.LogLine, _time)),
            TeamsAnswers = () => new InvokedTeamsAnswers(chatWorker.AskAsync),
            Teams = new TeamsConnector(ports.Parameters, http, _time, options.TeamsAddresses),
        };
    }

    private Ports SimulatedPorts(
        SqliteDatabase database,
        IParameterStore parameters,
        CloudFile cloudFile,
        IStateMachine stateMachine,
        IProposalsFunction proposals,
        DecisionKeyFile key,
        LocalChatWorker chatWorker,
        TextWriter notices,
        LogFile log,
        double timeScale)
    {
        var store = new SqliteApprovalStore(database);
        var trail = new SqliteAuditTrail(database);
        var digestKey = Own(DecisionKeyFile.Open(DataFolder, DecisionKeyFile.DigestName));
        var writes = new CloudWriteLog(database, _time);
        var faultInjector = new FaultInjector(cloudFile.Faults, timeScale, _time);
        var start = _time.GetUtcNow();
        var instances = new SimulatedInstances(cloudFile, writes, start, timeScale, faultInjector, _time);
        var deployments = new SimulatedDeployments(cloudFile, writes, timeScale, start, _time);
        var services = new SimulatedServices(cloudFile, writes, deployments, timeScale, faultInjector, _time);
        var ports = new Ports
        {
            Readers = new AwsReaders(
                instances,
                new SimulatedMetrics(cloudFile, start, faultInjector, deployments),
                new SimulatedTargetHealth(cloudFile, faultInjector, deployments),
                new SimulatedCloudTrailEvents(cloudFile, writes, start, faultInjector),
                services,
                new SimulatedScaling(cloudFile, faultInjector, _time),
                new SimulatedTaskDefinitions(cloudFile, deployments, start, faultInjector)),
            Directory = new ResourceDirectory(new SimulatedNamedResources(cloudFile, faultInjector).Sources, _time),
            SigningKey = () => key,
            VerificationKey = () => key,
            ExecutorRole = () => new SimulatedExecutorRole(instances, services, writes, faultInjector),
            ApprovalStore = new StreamedApprovalStore(store, chatWorker.Changed),
            Decisions = store,
            TargetHistory = store,
            WriteBudgets = store,
            ProposalIndex = store,
            PendingProposals = new SqlitePendingProposals(database),
            SharedCache = new InMemoryCache(),
            ReconcilerCursor = store,
            ReconcilerLease = store,
            AuditTrail = trail,
            AuditIndex = trail,
            Digests = () => new DigestPorts(new SqliteAuditEvents(database), new SqliteDigests(database), Archive: null, digestKey, digestKey),
            StateMachine = stateMachine,
            Notifier = new LocalNotifier(notices),
            Incidents = new SqliteIncidents(database),
            Destinations = new LocalDestinations(DestinationsFolder, notices),
            Rates = new SqliteRateCounter(database),
            Sessions = new SqliteSessions(database, _time),
            ProposalsFunction = () => proposals,
            ProposalChanges = new DynamoProposalChanges(),
            ShownProposals = new SqliteShownProposals(database),
            Parameters = parameters,
        };
        return ports.WithLog(new AuditLog(log.Write));
    }

    private async Task<AwsPorts> ConnectAsync(Deployment deployment, LogFile log, CancellationToken cancellationToken)
    {
        var clients = Own(new AwsClients(AwsTimeouts.Standard));
        var resources = LivePorts.ResourcesOf(deployment);
        var aws = new AwsPorts(resources, clients, log.LogLine, _time);
        var problems = await new DeploymentCheck(clients, resources.Tables, aws.Parameters, resources.ParameterPrefix).ProblemsAsync(cancellationToken);
        return problems.Count == 0 ? aws : throw new DeploymentException(problems);
    }

    /// <returns>The API key, which is made once for a data folder.</returns>
    private async Task<string> SetDefaultParametersAsync(SqliteParameterStore parameters, CancellationToken cancellationToken)
    {
        foreach (var (name, value) in LocalUsers.Lists)
        {
            parameters.SetDefault(name, value);
        }

        parameters.SetDefault(ParameterNames.ApiKey, $"local-{_ids.NewApprovalToken().Reveal()["approve-".Length..]}");
        return (await parameters.ReadAsync(ParameterNames.ApiKey, cancellationToken))!;
    }

    private async Task<T> OwnAsync<T>(Task<T> starting)
        where T : IAsyncDisposable
    {
        var started = await starting;
        _owned.Push(started);
        return started;
    }

    private LocalChatWorker Own(LocalChatWorker worker)
    {
        _owned.Push(worker);
        return worker;
    }

    private T Own<T>(T part)
        where T : IDisposable
    {
        _owned.Push(new AsyncDisposer(part));
        return part;
    }

    // Another endpoint on this machine checks no signature, so the keys only have to be there; any other gets the user's own.
    private static AmazonStepFunctionsClient ClientOf(Uri endpoint, AccessKey? key)
    {
        var config = new AmazonStepFunctionsConfig { ServiceURL = endpoint.AbsoluteUri, AuthenticationRegion = "us-east-1" };
        if (endpoint.IsLoopback)
        {
            // None: a proxy of the environment would get task tokens, and reaches another machine's loopback.
            config.SetWebProxy(new WebProxy());
        }

        return key is not null ? new AmazonStepFunctionsClient(new BasicAWSCredentials(key.Id, key.Secret), config)
            : endpoint.IsLoopback
            ? new AmazonStepFunctionsClient(new BasicAWSCredentials("AKIAFAKEFAKEFAKEFAKE", "fake-secret-for-local-runs"), config)
            : new AmazonStepFunctionsClient(config);
    }

    private sealed class AsyncDisposer(IDisposable part) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            part.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
