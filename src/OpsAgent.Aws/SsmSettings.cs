using Amazon.SimpleSystemsManagement.Model;

using OpsAgent.Core.Identity;

namespace OpsAgent.Aws;

/// <summary>
/// <see cref="ISettings"/> on Parameter Store, kept for at most 60 seconds; that a parameter is missing is kept too,
/// a failure never. Readers of one name at one time share the call.
/// </summary>
/// <param name="clients">Where the client comes from.</param>
/// <param name="prefix">Stands for the leading <c>/opsagent</c> of the names.</param>
/// <param name="time">Measures the 60 seconds.</param>
public sealed class SsmSettings(AwsClients clients, string prefix, TimeProvider time) : ISettings
{
    private const string NamesPrefix = "/opsagent/";
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(60);

    private readonly Dictionary<string, (Task<string?> Value, long At)> _read = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    public Task<string?> ReadAsync(string name, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var current = _read.TryGetValue(name, out var last) && !last.Value.IsFaulted && time.GetElapsedTime(last.At) < Kept;
            return (current ? last.Value : Start(name)).WaitAsync(cancellationToken);
        }
    }

    public Task<string?> ReadAgainAsync(string name, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Start(name).WaitAsync(cancellationToken);
        }
    }

    private Task<string?> Start(string name)
    {
        // From the start of the call, for the value may change right after AWS has read it.
        var at = time.GetTimestamp();
        var value = Task.Run(() => GetAsync(name));
        _read[name] = (value, at);
        return value;
    }

    // Others may wait for the same call, so no single caller ends it.
    private async Task<string?> GetAsync(string name)
    {
        var parameter = name.StartsWith(NamesPrefix, StringComparison.Ordinal) ? $"{prefix.TrimEnd('/')}/{name[NamesPrefix.Length..]}" : name;
        try
        {
            var answer = await AwsCall.RunAsync("ssm:GetParameter", parameter, () => clients.Ssm.GetParameterAsync(
                new GetParameterRequest { Name = parameter, WithDecryption = true }), "ParameterNotFound");
            return answer.Parameter?.Value
                ?? throw new Core.CloudException(Core.ErrorCode.AwsServiceError, "ssm:GetParameter", parameter, $"AWS answered ssm:GetParameter on {parameter} without a value. Try again.");
        }
        catch (ParameterNotFoundException)
        {
            return null;
        }
    }
}
