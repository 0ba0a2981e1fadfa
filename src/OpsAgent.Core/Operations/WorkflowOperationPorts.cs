using OpsAgent.Core.Approvals;
using OpsAgent.Core.Operations.Incidents;
using OpsAgent.Core.Operations.Messages;

namespace OpsAgent.Core.Operations;

/// <summary>
/// Everything that workflow operations work on. Holds nothing that can change AWS, and of proposals only whether one exists.
/// </summary>
public sealed record WorkflowOperationPorts(
    IIncidents Incidents, IDestinations Destinations, Func<ProposalId, CancellationToken, Task<bool>> ProposalExists, INotifier Notifier);
