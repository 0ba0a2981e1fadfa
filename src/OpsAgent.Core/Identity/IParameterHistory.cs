namespace OpsAgent.Core.Identity;

/// <summary>What a parameter was before.</summary>
public interface IParameterHistory
{
    /// <returns>The versions that are kept, the present one last; empty for a parameter that does not exist.</returns>
    /// <exception cref="Primitives.AwsException">They cannot be read.</exception>
    Task<IReadOnlyList<ParameterVersion>> ReadAsync(string name, CancellationToken cancellationToken);
}

/// <param name="At">When it was put.</param>
public sealed record ParameterVersion(string Value, DateTimeOffset At);
