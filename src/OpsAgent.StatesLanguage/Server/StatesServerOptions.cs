namespace OpsAgent.StatesLanguage;

/// <summary>Options of the engine.</summary>
public sealed record StatesServerOptions
{
    /// <summary>The port on 127.0.0.1; 0 for any free one.</summary>
    public int Port { get; init; } = 8083;

    /// <summary>The SQLite file of state machines, executions and history; created if it does not exist.</summary>
    public required string DataFile { get; init; }

    /// <summary>The endpoint of Lambda's Invoke API: <c>POST {endpoint}/2015-03-31/functions/{name}/invocations</c>.</summary>
    public required Uri LambdaEndpoint { get; init; }

    /// <summary>Multiplies waits in seconds, retry intervals, heartbeats and timeouts, from 0 to 1000. Timestamps are not scaled.</summary>
    public double WaitTimeScale { get; init; } = 1.0;

    /// <summary>A mock configuration file in the format of Step Functions Local, or null.</summary>
    public string? MockConfigFile { get; init; }

    public string Region { get; init; } = "us-east-1";

    public string AccountId { get; init; } = "123456789012";

    /// <summary>The key pair that requests must be signed with, and that invocations are signed with; null takes any request and signs none.</summary>
    public AccessKey? Key { get; init; }

    public required TimeProvider TimeProvider { get; init; }
}
