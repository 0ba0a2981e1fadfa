namespace OpsAgent.StatesLanguage;

/// <summary>How to run the engine. Only the data file, the Lambda endpoint and the clock have no default.</summary>
public sealed record StatesServerOptions
{
    /// <summary>Bound on 127.0.0.1 only; 0 takes any free port.</summary>
    public int Port { get; init; } = 8083;

    /// <summary>The SQLite file of machines, executions and history; created if absent.</summary>
    public required string DataFile { get; init; }

    /// <summary>Where functions are called: <c>POST {endpoint}/2015-03-31/functions/{name}/invocations</c>.</summary>
    public required Uri LambdaEndpoint { get; init; }

    /// <summary>Stretches or shrinks every wait in seconds, retry interval, heartbeat and timeout. Timestamps stay what they are.</summary>
    public double WaitTimeScale { get; init; } = 1.0;

    /// <summary>A mock configuration in the format of Step Functions Local.</summary>
    public string? MockConfigFile { get; init; }

    public string Region { get; init; } = "us-east-1";

    public string AccountId { get; init; } = "123456789012";

    public required TimeProvider TimeProvider { get; init; }
}
