using OpsAgent.Core.Approvals;

namespace OpsAgent.Aws.Clients.Lambda;

/// <summary><see cref="IProposalsFunction"/> on AWS Lambda.</summary>
public sealed class LambdaProposalsFunction(LambdaInvoker function) : IProposalsFunction
{
    public Task<ReadOnlyMemory<byte>> InvokeAsync(ReadOnlyMemory<byte> proxyEvent, CancellationToken cancellationToken) =>
        function.AskAsync(proxyEvent, "The function Proposals failed. It may have done what you asked: look at the proposals before you send it again.", cancellationToken);
}
