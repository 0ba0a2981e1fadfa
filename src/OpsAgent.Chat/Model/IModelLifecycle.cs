using OpsAgent.Core.Primitives;

namespace OpsAgent.Chat.Model;

/// <summary>Whether the model that reads chat messages is to stay.</summary>
public interface IModelLifecycle
{
    /// <returns>What an administrator must know, in a sentence; null for an active model, and for one whose id does not tell which it is.</returns>
    /// <exception cref="AwsException">It cannot be found out, or there is no such model any more.</exception>
    Task<string?> CheckAsync(CancellationToken cancellationToken);
}
