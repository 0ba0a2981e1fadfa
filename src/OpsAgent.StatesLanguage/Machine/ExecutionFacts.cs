namespace OpsAgent.StatesLanguage;

/// <summary>What never changes about an execution.</summary>
internal sealed record ExecutionFacts(
    string Arn,
    string Name,
    string Input,
    DateTimeOffset StartedAt,
    string MachineArn,
    string MachineName,
    string RoleArn,
    string Region,
    double TimeScale,
    MockCase? Mocks)
{
    public TimeSpan Scaled(TimeSpan time) => time * TimeScale;
}
