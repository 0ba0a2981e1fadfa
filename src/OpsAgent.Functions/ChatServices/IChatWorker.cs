using OpsAgent.Core.Primitives;

namespace OpsAgent.Functions.ChatServices;

/// <summary>Hands a job to the function ChatWorker without waiting for what becomes of it. MUST return only when the job is accepted (202).</summary>
public interface IChatWorker
{
    /// <exception cref="AwsException">It was not accepted.</exception>
    Task EnqueueAsync(ChatJob job, CancellationToken cancellationToken);
}
