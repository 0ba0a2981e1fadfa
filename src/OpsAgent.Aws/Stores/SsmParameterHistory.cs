using Amazon.SimpleSystemsManagement.Model;

using OpsAgent.Aws.Clients;
using OpsAgent.Core.Identity;

namespace OpsAgent.Aws.Stores;

/// <summary><see cref="IParameterHistory"/> on Parameter Store, which keeps a hundred versions.</summary>
/// <param name="prefix">Stands for the leading <c>/opsagent</c> of the names.</param>
public sealed class SsmParameterHistory(AwsClients clients, string prefix) : IParameterHistory
{
    // A page may be short: enough for a hundred versions however AWS cuts them.
    private const int MaxPages = 20;

    public async Task<IReadOnlyList<ParameterVersion>> ReadAsync(string name, CancellationToken cancellationToken)
    {
        var parameter = SsmParameterStore.Deployed(prefix, name);
        var versions = new List<ParameterHistory>();
        string? next = null;
        for (var page = 0; page < MaxPages && (page == 0 || next is not null); page++)
        {
            GetParameterHistoryResponse answer;
            try
            {
                answer = await AwsCall.RunAsync("ssm:GetParameterHistory", parameter, () => clients.Ssm.GetParameterHistoryAsync(
                    new GetParameterHistoryRequest { Name = parameter, MaxResults = 50, NextToken = next }, cancellationToken), "ParameterNotFound");
            }
            catch (ParameterNotFoundException)
            {
                return [];
            }

            versions.AddRange(answer.Parameters ?? []);
            next = string.IsNullOrEmpty(answer.NextToken) ? null : answer.NextToken;
        }

        return [.. versions.Where(v => v is { Value: not null, LastModifiedDate: not null }).OrderBy(v => v.Version ?? 0).Select(v => new ParameterVersion(v.Value, new DateTimeOffset(v.LastModifiedDate!.Value.ToUniversalTime(), TimeSpan.Zero)))];
    }
}
