using OpsAgent.Core.Primitives;

namespace OpsAgent.Aws.Clients.Lambda;

/// <summary>Hands events to a function without waiting for what becomes of them. Each has a client of its own, which sends it once.</summary>
public sealed class LambdaEvents(AwsClients clients, string functionArn)
{
    /// <returns>Once Lambda has accepted the event (202).</returns>
    /// <exception cref="AwsException">It was not accepted, or it is not known whether it was.</exception>
    public async Task SendAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        using var client = clients.Lambda();
        await AwsCall.RunAsync("lambda:InvokeFunction", functionArn, () => client.InvokeAsync(new InvocationRequest(functionArn, payload.ToArray()) { IsEvent = true }, cancellationToken));
    }
}
