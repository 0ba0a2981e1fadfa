using OpsAgent.Core.Approvals;
using OpsAgent.Core.Identity;

namespace OpsAgent.Functions.Api;

/// <summary>One cheap look at each service that OpsAgent cannot do without.</summary>
public sealed class HealthProbes(Ports ports)
{
    public IReadOnlyDictionary<string, Func<CancellationToken, Task>> All { get; } = new Dictionary<string, Func<CancellationToken, Task>>
    {
        ["settings"] = async cancellationToken => _ = await ports.Settings.ReadAsync(SettingNames.AllowedUsers, cancellationToken)
            ?? throw new InvalidOperationException($"{SettingNames.AllowedUsers} does not exist."),
        ["approvals"] = cancellationToken => ports.ProposalIndex.ListAsync(ProposalStatus.Pending, 1, cancellationToken),
        ["audit"] = cancellationToken => ports.AuditTrail.ReadAsync("health", cancellationToken),
    };
}
