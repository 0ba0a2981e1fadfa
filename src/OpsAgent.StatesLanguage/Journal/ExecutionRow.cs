namespace OpsAgent.StatesLanguage;

/// <summary>An execution as stored. <see cref="State"/> is null once it has ended.</summary>
internal sealed record ExecutionRow(
    long Id,
    string Arn,
    string Machine,
    long Revision,
    string Name,
    string Status,
    DateTimeOffset Started,
    DateTimeOffset? Stopped,
    string Input,
    string? Output,
    string? Error,
    string? Cause,
    string? Trace,
    string? TestCase,
    string? State)
{
    public bool IsRunning => Status == "RUNNING";
}
