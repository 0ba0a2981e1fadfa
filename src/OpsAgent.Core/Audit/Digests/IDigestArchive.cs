namespace OpsAgent.Core.Audit.Digests;

/// <summary>A second place for digests, where nobody can change or remove what was put before its time.</summary>
public interface IDigestArchive
{
    /// <summary>Puts the text where nothing is yet. A repeat MUST change nothing.</summary>
    /// <param name="key">Letters, digits, hyphens, dots and slashes.</param>
    /// <returns>What is kept there now: <paramref name="text"/>, or what was there before.</returns>
    /// <exception cref="Primitives.AwsException">It may be kept or not; a repeat finds out.</exception>
    Task<string> KeepAsync(string key, string text, CancellationToken cancellationToken);
}
