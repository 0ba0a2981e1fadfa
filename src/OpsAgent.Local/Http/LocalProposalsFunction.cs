using OpsAgent.Core.Approvals;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Local.Http;

/// <summary>The function Proposals of this process, invoked as any other function here.</summary>
/// <param name="lambda">The functions, which are made after what they work on.</param>
internal sealed class LocalProposalsFunction(Task<LocalLambda> lambda) : IProposalsFunction
{
    public async Task<ReadOnlyMemory<byte>> InvokeAsync(ReadOnlyMemory<byte> proxyEvent, CancellationToken cancellationToken)
    {
        using var input = new MemoryStream(proxyEvent.ToArray());
        using var answer = new MemoryStream();
        try
        {
            await using var output = await (await lambda).InvokeAsync(FunctionNames.Proposals, input).WaitAsync(cancellationToken);
            await output.CopyToAsync(answer, cancellationToken);
        }
#pragma warning disable CA1031 // As on Lambda, any exception of a function is a function error.
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            throw new AwsException(
                ErrorCode.AwsServiceError,
                "lambda:InvokeFunction",
                FunctionNames.Proposals,
                "The function Proposals failed. It may have done what you asked: look at the proposals before you send it again.",
                e);
        }

        return answer.ToArray();
    }
}
