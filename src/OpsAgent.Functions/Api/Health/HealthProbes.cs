using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Functions.Api.Health;

/// <summary>One cheap look at each service. A probe throws where the service is down, and answers what is wrong where it works in part, or null.</summary>
public sealed class HealthProbes(Ports ports, AgentOptions options)
{
    private const int MaxPending = 50;

    /// <summary>Those that OpsAgent cannot do without.</summary>
    public IReadOnlyDictionary<string, Func<CancellationToken, Task<string?>>> Needed { get; } = new Dictionary<string, Func<CancellationToken, Task<string?>>>
    {
        ["settings"] = cancellationToken => AdmissionAsync(ports.Parameters, options.Environment, cancellationToken),
        ["approvals"] = cancellationToken => PendingAsync(ports.ProposalIndex, cancellationToken),
        ["audit"] = async cancellationToken =>
        {
            await ports.AuditTrail.ReadAsync("health", cancellationToken);
            return null;
        },
    };

    /// <summary>Those without which something is left.</summary>
    public IReadOnlyDictionary<string, Func<CancellationToken, Task<string?>>> Helpful { get; } = HelpfulOf(ports);

    /// <summary>What an administrator should know of, though it is as they set it.</summary>
    public IReadOnlyList<string> Warnings { get; } = options is { Mode: ExecutionMode.SandboxLive, AllowAssertedDecisions: true }
        ? ["AllowAssertedDecisions is true: whoever holds an API key decides in any approver's name."]
        : [];

    private static Dictionary<string, Func<CancellationToken, Task<string?>>> HelpfulOf(Ports ports)
    {
        var probes = new Dictionary<string, Func<CancellationToken, Task<string?>>>();
        if (ports.Tokens is { } tokens)
        {
            probes["identity_provider"] = async cancellationToken =>
            {
                await tokens.CheckAsync(cancellationToken);
                return null;
            };
        }

        if (ports.ModelLifecycle is { } model)
        {
            probes["chat_model"] = model.CheckAsync;
        }

        return probes;
    }

    private static async Task<string?> PendingAsync(IProposalIndex index, CancellationToken cancellationToken) =>
        (await index.ListAsync(ProposalStatus.Pending, MaxPending, cancellationToken)).Unreadable is > 0 and var unreadable
            ? $"{unreadable} of the newest {MaxPending} pending proposals cannot be read."
            : null;

    private static async Task<string?> AdmissionAsync(IParameterStore parameters, string environment, CancellationToken cancellationToken)
    {
        await parameters.ReadAsync(ParameterNames.ApiKey, cancellationToken);
        await parameters.ReadAsync(ParameterNames.PluginApiKey(environment), cancellationToken);
        return (await new RoleDirectory(parameters).ReadAsync(cancellationToken)).HasUsers
            ? null
            : throw new InvalidOperationException($"{ParameterNames.AllowedUsers} names nobody.");
    }
}
