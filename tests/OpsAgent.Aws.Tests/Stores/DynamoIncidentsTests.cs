using OpsAgent.Aws.Tests.Kit;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Incidents;
using OpsAgent.TestKit.Contracts;

namespace OpsAgent.Aws.Tests.Stores;

/// <summary>The contract of incident records on DynamoDB as moto plays it.</summary>
public sealed class DynamoIncidentsTests(Moto moto) : IncidentsContract
{
    protected override (IIncidents Incidents, IAuditTrail Audit) Create()
    {
        var tables = moto.TablesAsync().GetAwaiter().GetResult();
        return (new DynamoIncidents(moto.Clients, tables, TimeProvider.System), new DynamoAuditTrail(moto.Clients, tables, TimeProvider.System));
    }
}
