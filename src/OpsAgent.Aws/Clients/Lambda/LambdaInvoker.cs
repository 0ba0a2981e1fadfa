using OpsAgent.Core.Primitives;

namespace OpsAgent.Aws.Clients.Lambda;

/// <summary>Invokes a function. Each invocation has a client of its own, which sends it once.</summary>
public sealed class LambdaInvoker(AwsClients clients, string functionArn)
{
    private const string Action = "lambda:InvokeFunction";

    /// <param name="failed">What to say where the function fails.</param>
    /// <returns>What the function answered.</returns>
    /// <exception cref="AwsException">It failed, or gave no answer.</exception>
    public async Task<ReadOnlyMemory<byte>> AskAsync(ReadOnlyMemory<byte> payload, string failed, CancellationToken cancellationToken)
    {
        using var client = clients.Lambda();
        var response = await AwsCall.RunAsync(Action, functionArn, () => client.InvokeAsync(new InvocationRequest(functionArn, payload.ToArray()), cancellationToken));
        return !response.IsFunctionError ? response.Payload : throw new AwsException(ErrorCode.AwsServiceError, Action, functionArn, $"{failed} An administrator finds more in its log.");
    }

    /// <returns>Once Lambda has accepted the event (202).</returns>
    /// <exception cref="AwsException">It was not accepted, or it is not known whether it was.</exception>
    public async Task SendAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        using var client = clients.Lambda();
        await AwsCall.RunAsync(Action, functionArn, () => client.InvokeAsync(new InvocationRequest(functionArn, payload.ToArray()) { IsEvent = true }, cancellationToken));
    }
}
