namespace OpsAgent.StatesLanguage;

/// <summary>The data of an execution that never change.</summary>
internal sealed record ExecutionInfo(
    string Arn,
    string Name,
    string Input,
    DateTimeOffset StartedAt,
    string StateMachineArn,
    string StateMachineName,
    string RoleArn,
    string Region,
    double TimeScale,
    MockCase? Mocks)
{
    public TimeSpan Scale(TimeSpan time) => time * TimeScale;
}
