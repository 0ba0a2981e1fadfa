using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Operations.Overview;

/// <summary>
/// Keeps texts for a short time for every instance of a deployment. An implementation MUST answer a text until it is stale and never
/// after, MUST give the claim on a key to one caller at a time, and MAY forget a text at any time.
/// </summary>
public interface ISharedCache
{
    /// <param name="claim">How long nobody else is asked to make the text, should this caller be.</param>
    /// <exception cref="AwsException">AWS did not answer.</exception>
    Task<CacheEntry> FindOrClaimAsync(string key, DateTimeOffset now, TimeSpan claim, CancellationToken cancellationToken);

    /// <exception cref="AwsException">AWS did not answer.</exception>
    Task StoreAsync(string key, string text, DateTimeOffset staleAt, CancellationToken cancellationToken);
}

/// <param name="Text">What is stored and not stale, or null.</param>
/// <param name="IsClaimed">Whether the caller is the one to make it anew; false without a text while another does.</param>
public sealed record CacheEntry(string? Text, bool IsClaimed);
