using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Identity;

namespace OpsAgent.Core.Primitives;

/// <summary>The configuration of a deployment, fixed while the process runs; <see cref="IParameterStore"/> reads what may change.</summary>
public sealed record AgentOptions
{
    public required ExecutionMode Mode { get; init; }

    /// <summary>The deployment's name, such as <c>production</c>.</summary>
    public required string Environment { get; init; }

    /// <summary>What the name of every parameter in Parameter Store begins with, without the slash behind it.</summary>
    public string ParameterPrefix { get; init; } = "/opsagent";

    public required TagPolicy TagPolicy { get; init; }

    public RiskPolicy RiskPolicy { get; init; } = new();

    /// <summary>Whether a user with an asserted identity may decide in SANDBOX_LIVE.</summary>
    public bool AllowAssertedDecisions { get; init; }

    /// <summary>What becomes of a proposal in SANDBOX_LIVE whose requester has an asserted identity.</summary>
    public AssertedProposals AssertedProposals { get; init; }

    /// <summary>The clients whose bearer tokens decide for their user, with the approval token: programs that pass on what a person typed and confirmed.</summary>
    public IReadOnlyList<string> DecisionClients { get; init; } = [];

    /// <summary>Whether an administrator may approve without quorum and approver groups in an emergency.</summary>
    public bool AllowsBreakGlass { get; init; }

    /// <summary>How long after signing in at the console a person may decide.</summary>
    public TimeSpan DecisionAuthAge { get; init; } = TimeSpan.FromMinutes(60);

    /// <summary>CORS: origins whose pages may call the API, as browsers send them: <c>https://host</c> with a port if it is not 443.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>Limit of requests of one user in a minute.</summary>
    public int RequestsPerMinute { get; init; } = 60;

    /// <summary>Limit of proposals of one user in a minute; each counts as a request too.</summary>
    public int ProposalsPerMinute { get; init; } = 10;

    /// <summary>Limit of failed authentications of one source address in a minute.</summary>
    public int FailuresPerMinute { get; init; } = 20;

    /// <summary>Factor of every wait of the system: approval windows, settle times, heartbeats. 1.0 in production.</summary>
    public double TimeScale { get; init; } = 1.0;

    /// <summary>Factor of the times that AWS takes for a change: 1.0 for AWS, less for the simulated cloud.</summary>
    public double CloudTimeScale { get; init; } = 1.0;

    public string Version { get; init; } = "0.2.0";

    /// <summary>Whether a decision takes a verified identity.</summary>
    public bool TakesVerifiedDecisions => this is { Mode: ExecutionMode.SandboxLive, AllowAssertedDecisions: false };

    public TimeSpan Scaled(TimeSpan time) => time * TimeScale;
}
