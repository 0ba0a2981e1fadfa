using OpsAgent.Core.Approvals;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Functions.Api.Health;

/// <summary>One cheap look at each service.</summary>
public sealed class HealthProbes(Ports ports, AgentOptions options)
{
    /// <summary>Those that OpsAgent cannot do without.</summary>
    public IReadOnlyDictionary<string, Func<CancellationToken, Task>> Needed { get; } = new Dictionary<string, Func<CancellationToken, Task>>
    {
        ["settings"] = cancellationToken => AdmissionAsync(ports.Parameters, options.Environment, cancellationToken),
        ["approvals"] = cancellationToken => ports.ProposalIndex.ListAsync(ProposalStatus.Pending, 1, cancellationToken),
        ["audit"] = cancellationToken => ports.AuditTrail.ReadAsync("health", cancellationToken),
    };

    /// <summary>Those without which something is left.</summary>
    public IReadOnlyDictionary<string, Func<CancellationToken, Task>> Helpful { get; } = ports.Tokens is { } tokens
        ? new Dictionary<string, Func<CancellationToken, Task>> { ["identity_provider"] = tokens.CheckAsync }
        : [];

    /// <summary>What an administrator should know of, though it is as they set it.</summary>
    public IReadOnlyList<string> Warnings { get; } = options is { Mode: ExecutionMode.SandboxLive, AllowAssertedDecisions: true }
        ? ["AllowAssertedDecisions is true: whoever holds an API key decides in any approver's name."]
        : [];

    private static async Task AdmissionAsync(IParameterStore parameters, string environment, CancellationToken cancellationToken)
    {
        foreach (var name in ParameterNames.ForAdmission(environment))
        {
            if (await parameters.ReadAsync(name, cancellationToken) is null && name == ParameterNames.AllowedUsers)
            {
                throw new InvalidOperationException($"{name} does not exist.");
            }
        }
    }
}
