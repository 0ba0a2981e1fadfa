using System.Security.Cryptography;

using Amazon.Runtime;
using Amazon.StepFunctions;

using OpsAgent.Aws.Clients;
using OpsAgent.Aws.StateMachine;
using OpsAgent.Aws.Stores;
using OpsAgent.Core.Approvals.StateMachine;
using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Api.Pipeline;
using OpsAgent.Functions.Audit;
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
    // The tag policy of a local run asks for the tags that the default cloud's production instances carry.
    private const string Environment = "production";

    // The simulated cloud is done with a reboot in ten seconds; AWS takes minutes.
    private const double CloudPace = 0.1;

    private readonly Stack<IAsyncDisposable> _parts = new();
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

    /// <summary>The key of the simulated system; null in the live modes, whose key only Parameter Store tells.</summary>
    public string? ApiKey { get; private set; }

    public string DataFolder { get; }

    private bool IsTemporary { get; }

    /// <param name="notices">Where messages to people go.</param>
    /// <exception cref="CloudFileException">The cloud file cannot be used.</exception>
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

    /// <returns>The local users with the roles that the settings give them now; nobody in the live modes.</returns>
    public async Task<IReadOnlyList<Caller>> UsersAsync(CancellationToken cancellationToken)
    {
        var callers = new List<Caller>();
        foreach (var user in (Mode is ExecutionMode.LocalMock ? LocalUsers.All : []).Select(u => UserId.TryParse(u)!.Value))
        {
            callers.Add(new Caller(new Person(user, IdentityKind.Asserted, RequestSource.Api), await _roles!.RolesOfAsync(user, cancellationToken)));
        }

        return callers;
    }

    public async ValueTask DisposeAsync()
    {
        while (_parts.TryPop(out var part))
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
        Directory.CreateDirectory(DataFolder);
        var log = Keep(new LogFile(Path.Combine(DataFolder, "opsagent.log")));
        var database = Keep(new SqliteDatabase(Path.Combine(DataFolder, "opsagent.db")));
        var agent = SettingsOf(options);
        var live = agent.Mode is ExecutionMode.LocalMock ? null : Keep(new AwsClients(AwsTimeouts.Standard));
        var own = new SqliteParameterStore(database);
        IParameterStore parameters = live is null ? own : await LiveSettingsAsync(options.Deployment!, live, cancellationToken);
        _roles = new RoleDirectory(parameters);
        ApiKey = live is null ? await PrepareSettingsAsync(own, cancellationToken) : null;
        Mode = agent.Mode;

        // The functions call the state machine, and the state machine has to know where the functions are.
        var functions = new TaskCompletionSource<LocalLambda>();
        LambdaUrl = (await KeepAsync(LambdaEndpoint.StartAsync(options.LambdaPort, functions.Task, cancellationToken))).Url;
        StatesUrl = options.StepFunctionsEndpoint ?? (await KeepAsync(StatesServer.StartAsync(StatesOptions(options), cancellationToken))).Url;
        var client = Keep(ClientOf(StatesUrl));
        var workflow = new StepFunctionsStateMachine(() => client, await StateMachineDeployment.DeployAsync(client, cancellationToken));

        var ports = live is null
            ? PortsOn(database, parameters, cloudFile, workflow, notices, log, options.WaitTimeScale)
            : LivePorts.Of(options.Deployment!, live, parameters, workflow, log, _time);
        if (options.Deployment?.Oidc is { } oidc)
        {
            ports = ports with { Tokens = Keep(new OidcTokenVerifier(oidc, log.LogLine, _time)) };
        }

        var lambda = new LocalLambda(new FunctionTable(agent, OperationCatalog.Default, ports, _time, _random), _ids, log, _time);
        functions.SetResult(lambda);

        _parts.Push(new ReconcilerTimer(lambda, agent.Scaled(TimeSpan.FromMinutes(1)), log, _time));
        var door = new LocalApiGateway(Routes.Of(OperationCatalog.Default), lambda, agent, _ids, log, _time) { Console = new ConsoleFiles(ConsoleFor(options)) };
        Url = (await KeepAsync(door.StartAsync(options.Port, cancellationToken))).Url;
    }

    private ConsoleConfiguration ConsoleFor(LocalOptions options) => new()
    {
        Mode = Mode,
        Users = ApiKey is null ? [] : LocalUsers.All,
        ApiKey = ApiKey,
        Issuer = options.Deployment?.Oidc is { ConsoleClientId: not null } oidc ? oidc.Issuer : null,
        ClientId = options.Deployment?.Oidc?.ConsoleClientId,
        Audience = options.Deployment?.Oidc?.Audience,
    };

    private StatesServerOptions StatesOptions(LocalOptions options) => new()
    {
        Port = options.StatesPort,
        DataFile = Path.Combine(DataFolder, "states.db"),
        LambdaEndpoint = LambdaUrl,
        WaitTimeScale = options.WaitTimeScale,
        TimeProvider = _time,
    };

    private static AgentOptions SettingsOf(LocalOptions options)
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

    private Ports PortsOn(
        SqliteDatabase database, IParameterStore parameters, CloudFile cloudFile, IStateMachine stateMachine, TextWriter notices, LogFile log, double timeScale)
    {
        var auditLog = new AuditLog(log.Write);
        var store = new SqliteApprovalStore(database);
        var trail = new SqliteAuditTrail(database);
        var writes = new CloudWriteLog(database, _time);
        var faultInjector = new FaultInjector(cloudFile.Faults, timeScale, _time);
        var start = _time.GetUtcNow();
        var instances = new SimulatedInstances(cloudFile, writes, start, timeScale, faultInjector, _time);
        var services = new SimulatedServices(cloudFile, writes, timeScale, faultInjector, _time);
        return new Ports
        {
            Readers = new Core.Operations.AwsReaders(
                instances,
                new SimulatedMetrics(cloudFile, start, faultInjector),
                new SimulatedTargetHealth(cloudFile, faultInjector),
                new SimulatedCloudTrailEvents(cloudFile, writes, start, faultInjector),
                services),
            ExecutorRole = () => new SimulatedExecutorRole(instances, services, writes, faultInjector),
            ApprovalStore = new LoggedApprovalStore(store, auditLog),
            ProposalIndex = store,
            ReconcilerCursor = store,
            AuditTrail = new LoggedAuditTrail(trail, auditLog),
            AuditIndex = trail,
            StateMachine = stateMachine,
            Notifier = new LocalNotifier(notices),
            Incidents = new LoggedIncidents(new SqliteIncidents(database), auditLog),
            Destinations = new LocalDestinations(Path.Combine(DataFolder, "channels"), notices),
            Rates = new SqliteRateCounter(database),
            Sessions = new SqliteSessions(database, _time),
            Parameters = parameters,
        };
    }

    private async Task<IParameterStore> LiveSettingsAsync(Deployment deployment, AwsClients clients, CancellationToken cancellationToken)
    {
        var settings = new SsmParameterStore(clients, deployment.ParameterPrefix, _time);
        var tables = new TableNames(deployment.ApprovalsTable, deployment.AuditTable, deployment.IncidentsTable, deployment.SessionsTable);
        var problems = await new DeploymentCheck(clients, tables, settings, deployment.ParameterPrefix).ProblemsAsync(cancellationToken);
        return problems.Count == 0 ? settings : throw new DeploymentException(problems);
    }

    private async Task<string> PrepareSettingsAsync(SqliteParameterStore settings, CancellationToken cancellationToken)
    {
        foreach (var (name, value) in LocalUsers.Lists)
        {
            settings.SetDefault(name, value);
        }

        settings.SetDefault(ParameterNames.ApiKey, $"local-{_ids.NewApprovalToken().Reveal()["approve-".Length..]}");
        return (await settings.ReadAsync(ParameterNames.ApiKey, cancellationToken))!;
    }

    private async Task<T> KeepAsync<T>(Task<T> starting)
        where T : IAsyncDisposable
    {
        var part = await starting;
        _parts.Push(part);
        return part;
    }

    private T Keep<T>(T part)
        where T : IDisposable
    {
        _parts.Push(new Closing(part));
        return part;
    }

    // An endpoint on this machine checks no signature, so the keys only have to be there; any other gets the user's own.
    private static AmazonStepFunctionsClient ClientOf(Uri endpoint)
    {
        var config = new AmazonStepFunctionsConfig { ServiceURL = endpoint.AbsoluteUri, AuthenticationRegion = "us-east-1" };
        return endpoint.IsLoopback
            ? new AmazonStepFunctionsClient(new BasicAWSCredentials("AKIAFAKEFAKEFAKEFAKE", "fake-secret-for-local-runs"), config)
            : new AmazonStepFunctionsClient(config);
    }

    private sealed class Closing(IDisposable part) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            part.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
