namespace OpsAgent.StatesLanguage;

/// <summary>A stored execution. <see cref="State"/> is JSON text, null once the execution has ended.</summary>
internal sealed record ExecutionRow(
    long Id,
    string Arn,
    string StateMachineArn,
    long Revision,
    string Name,
    string Status,
    DateTimeOffset StartedAt,
    DateTimeOffset? StoppedAt,
    string Input,
    string? Output,
    string? Error,
    string? Cause,
    string? TraceHeader,
    string? TestCase,
    string? State)
{
    public bool IsRunning => Status == "RUNNING";
}
