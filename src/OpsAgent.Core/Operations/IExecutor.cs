using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Operations;

/// <summary>
/// Makes one approved change. An implementation MUST be limited to the action and the resource of the
/// <see cref="ExecutorScope"/> it was opened for, MUST NOT repeat a call whose outcome it does not know, and MUST
/// throw a <see cref="AwsException"/> with <see cref="ErrorCode.AwsThrottled"/> only if nothing was done. An
/// <see cref="ErrorCode.AwsServiceError"/> says that AWS broke down and leaves open what it did; a refusal has another code.
/// </summary>
public interface IExecutor
{
    /// <exception cref="AwsException">AWS refused or did not answer.</exception>
    /// <exception cref="NotSupportedException">There is no adapter for this kind of change; nothing was done.</exception>
    Task ExecuteAsync(AwsChange change, WriteIntent intent, CancellationToken cancellationToken);
}

public enum WriteIntent
{
    /// <summary>Try rights and request; change nothing.</summary>
    Validate,

    /// <summary>Make the change.</summary>
    Execute,
}
