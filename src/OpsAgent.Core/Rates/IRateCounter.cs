namespace OpsAgent.Core.Rates;

/// <summary>
/// Counts calls over all instances. An implementation MUST count every call atomically, MUST start each window of a key at
/// one, MUST NOT depend on the deletion of old windows, and MUST throw when it cannot count. A call that is retried after a
/// lost response MAY count twice.
/// </summary>
public interface IRateCounter
{
    /// <param name="key">What is counted, such as the requests of one user.</param>
    /// <returns>The count of the key in the window, including this call.</returns>
    Task<long> CountAsync(string key, RateWindow window, CancellationToken cancellationToken);
}
