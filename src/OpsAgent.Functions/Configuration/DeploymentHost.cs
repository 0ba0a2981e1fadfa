namespace OpsAgent.Functions.Configuration;

/// <summary>Where a deployment runs.</summary>
public enum DeploymentHost
{
    /// <summary>On AWS: never LOCAL_MOCK, and with a state machine there.</summary>
    Lambda,

    /// <summary>On one machine: any mode, LOCAL_MOCK if not said; the host brings the state machine.</summary>
    Local,
}
