using System.Collections.Concurrent;

using Amazon.SimpleSystemsManagement.Model;

using OpsAgent.Core.Identity;

namespace OpsAgent.Aws;

/// <summary><see cref="ISettings"/> on Parameter Store, each value cached for less than a minute. A value is never part of a message.</summary>
/// <param name="parameterPrefix">Takes the place of <c>/opsagent</c> in every name.</param>
public sealed class SsmSettings(AwsClients clients, string parameterPrefix, TimeProvider time) : ISettings
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(55);
    private readonly ConcurrentDictionary<string, (string? Value, DateTimeOffset ReadAt)> _cache = new(StringComparer.Ordinal);

    public async Task<string?> ReadAsync(string name, CancellationToken cancellationToken) =>
        _cache.TryGetValue(name, out var held) && time.GetUtcNow() - held.ReadAt < Lifetime ? held.Value : await ReadAgainAsync(name, cancellationToken);

    public async Task<string?> ReadAgainAsync(string name, CancellationToken cancellationToken)
    {
        var askedAt = time.GetUtcNow();
        var value = await AskAsync(parameterPrefix + name["/opsagent".Length..], cancellationToken);
        _cache[name] = (value, askedAt);
        return value;
    }

    private async Task<string?> AskAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await AwsCall.RunAsync(
                "ssm:GetParameter",
                name,
                () => clients.Ssm.GetParameterAsync(new GetParameterRequest { Name = name, WithDecryption = true }, cancellationToken),
                "ParameterNotFound");
            return answer.Parameter.Value;
        }
        catch (ParameterNotFoundException)
        {
            return null;
        }
    }
}
