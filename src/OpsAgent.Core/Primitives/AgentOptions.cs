using OpsAgent.Core.Guardrails;

namespace OpsAgent.Core.Primitives;

/// <summary>How this deployment behaves: fixed while the process runs, unlike what <see cref="Identity.IParameterStore"/> reads.</summary>
public sealed record AgentOptions
{
    public required ExecutionMode Mode { get; init; }

    /// <summary>The deployment's name, such as <c>production</c>.</summary>
    public required string Environment { get; init; }

    public required TagPolicy TagPolicy { get; init; }

    public RiskPolicy RiskPolicy { get; init; } = new();

    /// <summary>Whether a user whom only the client names may decide in SANDBOX_LIVE.</summary>
    public bool AllowAssertedDecisions { get; init; }

    /// <summary>The origins whose pages may call the API, as browsers send them: <c>https://host</c> with a port if it is not 443.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>The most requests that one user may make in a minute.</summary>
    public int RequestsPerMinute { get; init; } = 60;

    /// <summary>The most proposals that one user may make in a minute; each is a request too.</summary>
    public int ProposalsPerMinute { get; init; } = 10;

    /// <summary>How often one source may fail to authenticate in a minute before it only hears that it has to wait.</summary>
    public int FailuresPerMinute { get; init; } = 20;

    /// <summary>1.0 in production. Local runs scale every wait of the system by it: windows, settle times, heartbeats.</summary>
    public double TimeScale { get; init; } = 1.0;

    /// <summary>How long the cloud takes for what takes AWS one: 1.0 for AWS, less for the simulated cloud.</summary>
    public double CloudPace { get; init; } = 1.0;

    public string Version { get; init; } = "0.2.0";

    public TimeSpan Scaled(TimeSpan time) => time * TimeScale;
}
