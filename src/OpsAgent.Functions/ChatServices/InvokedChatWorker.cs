using System.Text.Json;

namespace OpsAgent.Functions.ChatServices;

/// <summary><see cref="IChatWorker"/> on an invocation that nobody waits for.</summary>
/// <param name="send">Hands an event to the function; returns once it is accepted.</param>
public sealed class InvokedChatWorker(Func<ReadOnlyMemory<byte>, CancellationToken, Task> send) : IChatWorker
{
    public Task EnqueueAsync(ChatJob job, CancellationToken cancellationToken) =>
        send(JsonSerializer.SerializeToUtf8Bytes(job, ChatJobJson.Default.ChatJob), cancellationToken);
}
