using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Approvals;

/// <summary>
/// The function Proposals, invoked and waited for: the one place where anything is proposed or decided, and the only one
/// that may write proposals. An implementation MUST send each event once and MUST answer with what the function answered,
/// unread; where the function failed or there is no answer, it MUST throw, and the event may have had its effect.
/// </summary>
public interface IProposalsFunction
{
    /// <param name="proxyEvent">An API Gateway proxy event in JSON.</param>
    /// <returns>An API Gateway proxy response in JSON.</returns>
    /// <exception cref="AwsException">There is no answer.</exception>
    Task<ReadOnlyMemory<byte>> InvokeAsync(ReadOnlyMemory<byte> proxyEvent, CancellationToken cancellationToken);
}
