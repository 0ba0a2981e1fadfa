using OpsAgent.Core.Approvals;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Local.Http;

/// <summary>The function Proposals of this process, invoked as any other function here.</summary>
/// <param name="lambda">The functions, which are made after what they work on.</param>
internal sealed class LocalProposalsFunction(Task<LocalLambda> lambda) : IProposalsFunction
{
    public async Task<ReadOnlyMemory<byte>> InvokeAsync(ReadOnlyMemory<byte> proxyEvent, CancellationToken cancellationToken) => await (await lambda).AskAsync(
        FunctionNames.Proposals, proxyEvent, "The function Proposals failed. It may have done what you asked: look at the proposals before you send it again.", cancellationToken);
}
