using OpsAgent.Core.Approvals;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Aws.Clients.Lambda;

/// <summary><see cref="IProposalsFunction"/> on AWS Lambda. Each invocation has a client of its own, which sends it once.</summary>
public sealed class LambdaProposalsFunction(AwsClients clients, string functionArn) : IProposalsFunction
{
    private const string Action = "lambda:InvokeFunction";

    public async Task<ReadOnlyMemory<byte>> InvokeAsync(ReadOnlyMemory<byte> proxyEvent, CancellationToken cancellationToken)
    {
        using var client = clients.Lambda();
        var response = await AwsCall.RunAsync(Action, functionArn, () => client.InvokeAsync(new InvocationRequest(functionArn, proxyEvent.ToArray()), cancellationToken));
        return !response.IsFunctionError ? response.Payload : throw new AwsException(
            ErrorCode.AwsServiceError,
            Action,
            functionArn,
            "The function Proposals failed. It may have done what you asked: look at the proposals before you send it again; an administrator finds more in its log.");
    }
}
