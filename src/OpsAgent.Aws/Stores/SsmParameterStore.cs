using Amazon.SimpleSystemsManagement.Model;

using OpsAgent.Aws.Clients;
using OpsAgent.Core.Identity;

namespace OpsAgent.Aws.Stores;

/// <summary><see cref="IParameterStore"/> on Parameter Store, kept as <see cref="CachedParameterStore"/> says.</summary>
/// <param name="clients">Where the client comes from.</param>
/// <param name="prefix">Stands for the leading <c>/opsagent</c> of the names.</param>
/// <param name="time">Measures how long a value is kept.</param>
public sealed class SsmParameterStore(AwsClients clients, string prefix, TimeProvider time) : IParameterStore
{
    private const string NamesPrefix = "/opsagent/";

    private readonly CachedParameterStore _kept = new(name => GetAsync(clients, prefix, name), time);

    public Task<string?> ReadAsync(string name, CancellationToken cancellationToken) => _kept.ReadAsync(name, cancellationToken);

    public Task<string?> ReadAgainAsync(string name, CancellationToken cancellationToken) => _kept.ReadAgainAsync(name, cancellationToken);

    private static async Task<string?> GetAsync(AwsClients clients, string prefix, string name)
    {
        var parameter = name.StartsWith(NamesPrefix, StringComparison.Ordinal) ? $"{prefix.TrimEnd('/')}/{name[NamesPrefix.Length..]}" : name;
        try
        {
            var answer = await AwsCall.RunAsync("ssm:GetParameter", parameter, () => clients.Ssm.GetParameterAsync(
                new GetParameterRequest { Name = parameter, WithDecryption = true }), "ParameterNotFound");
            return answer.Parameter?.Value
                ?? throw new Core.Primitives.AwsException(Core.Primitives.ErrorCode.AwsServiceError, "ssm:GetParameter", parameter, $"AWS answered ssm:GetParameter on {parameter} without a value. Try again.");
        }
        catch (ParameterNotFoundException)
        {
            return null;
        }
    }
}
