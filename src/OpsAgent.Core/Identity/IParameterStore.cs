namespace OpsAgent.Core.Identity;

/// <summary>
/// The parameters of <see cref="ParameterNames"/>. An implementation MUST answer a change within 60 seconds, MUST
/// answer null for a parameter that does not exist, and MUST throw when it cannot tell: a caller then refuses.
/// </summary>
public interface IParameterStore
{
    Task<string?> ReadAsync(string name, CancellationToken cancellationToken);

    /// <summary>As <see cref="ReadAsync"/>, but never from a cache: for a value that was not the expected one.</summary>
    Task<string?> ReadAgainAsync(string name, CancellationToken cancellationToken);

    /// <summary>Reads a list with its numbered parts. MUST throw when one of them cannot be read: a list is whole or unknown.</summary>
    /// <param name="fresh">True reads past the cache.</param>
    /// <returns>Without entries if no part exists.</returns>
    Task<ParameterList> ReadListAsync(string name, bool fresh, CancellationToken cancellationToken);
}
