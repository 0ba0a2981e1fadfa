using OpsAgent.Core.Audit;
using OpsAgent.Core.Operations.Incidents;
using OpsAgent.TestKit;
using OpsAgent.TestKit.Contracts;

namespace OpsAgent.Core.Tests.Operations.Incidents;

/// <summary>The fake that the other tests lean on keeps the contract too.</summary>
public sealed class InMemoryIncidentsTests : IncidentsContract
{
    private readonly InMemoryAuditTrail _audit = new();
    private InMemoryIncidents? _incidents;

    protected override Task SpoilAsync(IncidentId id, string body)
    {
        _incidents!.Spoil(id);
        return Task.CompletedTask;
    }

    protected override (IIncidents Incidents, IAuditTrail Audit) Create() => (_incidents = new InMemoryIncidents(_audit), _audit);
}
