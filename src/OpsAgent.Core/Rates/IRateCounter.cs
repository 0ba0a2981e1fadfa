namespace OpsAgent.Core.Rates;

/// <summary>
/// Counts over all instances. An implementation MUST count every call, MUST give each count of a key's window to one call
/// only, MUST begin a window that nobody counted in at one, MUST NOT depend on old windows having been deleted, and MUST
/// throw when it cannot tell. A call that was repeated after a lost reply MAY count twice: never less than there were.
/// </summary>
public interface IRateCounter
{
    /// <param name="key">What is counted. Two keys never share a count.</param>
    /// <returns>The key's count in the window, this call included.</returns>
    Task<long> CountAsync(string key, RateWindow window, CancellationToken cancellationToken);
}
