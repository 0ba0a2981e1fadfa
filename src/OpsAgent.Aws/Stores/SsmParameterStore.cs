using System.Globalization;

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

    private readonly CachedParameterStore _kept = new(name => GetAsync(clients, prefix, name), name => GetListAsync(clients, prefix, name), time);

    public Task<string?> ReadAsync(string name, CancellationToken cancellationToken) => _kept.ReadAsync(name, cancellationToken);

    public Task<string?> ReadAgainAsync(string name, CancellationToken cancellationToken) => _kept.ReadAgainAsync(name, cancellationToken);

    public Task<ParameterList> ReadListAsync(string name, bool fresh, CancellationToken cancellationToken) => _kept.ReadListAsync(name, fresh, cancellationToken);

    private static async Task<string?> GetAsync(AwsClients clients, string prefix, string name)
    {
        var parameter = Deployed(prefix, name);
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

    private static async Task<ParameterList> GetListAsync(AwsClients clients, string prefix, string name)
    {
        // A parameter that does not exist is left out of the answer; one that may not be read fails the call.
        var names = ParameterList.NamesOf(name).ToDictionary(n => Deployed(prefix, n), StringComparer.Ordinal);
        var answer = await AwsCall.RunAsync("ssm:GetParameters", Deployed(prefix, name), () => clients.Ssm.GetParametersAsync(
            new GetParametersRequest { Names = [.. names.Keys], WithDecryption = true }));
        return ParameterList.Of(name, (answer.Parameters ?? []).Select(p => (names[p.Name], p.Value, (p.Version ?? 0).ToString(CultureInfo.InvariantCulture))));
    }

    internal static string Deployed(string prefix, string name) =>
        name.StartsWith(NamesPrefix, StringComparison.Ordinal) ? $"{prefix.TrimEnd('/')}/{name[NamesPrefix.Length..]}" : name;
}
