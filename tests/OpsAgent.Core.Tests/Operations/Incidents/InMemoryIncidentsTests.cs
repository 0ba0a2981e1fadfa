using OpsAgent.Core.Audit;
using OpsAgent.Core.Operations.Incidents;
using OpsAgent.TestKit;
using OpsAgent.TestKit.Contracts;

namespace OpsAgent.Core.Tests.Operations.Incidents;

/// <summary>The fake that the other tests lean on keeps the contract too.</summary>
public sealed class InMemoryIncidentsTests : IncidentsContract
{
    protected override (IIncidents Incidents, IAuditTrail Audit) Create()
    {
        var audit = new InMemoryAuditTrail();
        return (new InMemoryIncidents(audit), audit);
    }
}
