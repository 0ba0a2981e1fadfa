using OpsAgent.Core.Guardrails;
using OpsAgent.Functions.ChatServices.Teams;
using OpsAgent.Functions.Configuration;

namespace OpsAgent.Local.Hosting;

/// <summary>How to run the local host.</summary>
public sealed record LocalOptions
{
    /// <summary>The HTTP front door; 0 for any free port, as for the other ports.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>The Step Functions API of the embedded state machine.</summary>
    public int StatesPort { get; init; } = 8083;

    /// <summary>The Lambda Invoke API.</summary>
    public int LambdaPort { get; init; } = 3001;

    /// <summary>Where everything is kept; null for a temporary folder that ends with the host.</summary>
    public string? DataFolder { get; init; }

    /// <summary>The simulated cloud; null for the default one.</summary>
    public string? CloudFile { get; init; }

    /// <summary>Stretches or shrinks heartbeats, waits and approval windows together.</summary>
    public double WaitTimeScale { get; init; } = 1.0;

    /// <summary>What each risk level asks for.</summary>
    public RiskPolicy RiskPolicy { get; init; } = new();

    /// <summary>The deployment's settings; null for the standard ones of LOCAL_MOCK.</summary>
    public Deployment? Deployment { get; init; }

    /// <summary>In place of Slack's Web API; null for Slack's own.</summary>
    public Uri? SlackAddress { get; init; }

    /// <summary>Microsoft's side of Teams.</summary>
    public TeamsAddresses TeamsAddresses { get; init; } = TeamsAddresses.Standard;

    /// <summary>Another Step Functions endpoint; null for the embedded one.</summary>
    public Uri? StepFunctionsEndpoint { get; init; }
}
