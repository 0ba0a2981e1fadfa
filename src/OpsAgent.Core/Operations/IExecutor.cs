using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Operations;

/// <summary>
/// The hands of one approved change. An implementation MUST be limited to the action and the resource of the
/// <see cref="ExecutorScope"/> it was opened for, MUST NOT repeat a call whose outcome it does not know, and MUST
/// throw a <see cref="AwsException"/> with <see cref="ErrorCode.AwsThrottled"/> only if nothing was done. An
/// <see cref="ErrorCode.AwsServiceError"/> says that AWS broke down and leaves open what it did; a refusal has another code.
/// </summary>
public interface IExecutor
{
    Task RebootInstanceAsync(string instanceId, WriteIntent intent, CancellationToken cancellationToken);

    /// <param name="cluster">The cluster's name.</param>
    /// <param name="service">The service's name.</param>
    Task ScaleServiceAsync(string cluster, string service, int desiredCount, WriteIntent intent, CancellationToken cancellationToken);
}
