using Amazon.DynamoDBv2.Model;

using OpsAgent.Aws.Stores;
using OpsAgent.Aws.Tests.Kit;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Operations.Incidents;
using OpsAgent.TestKit.Contracts;

namespace OpsAgent.Aws.Tests.Stores;

public sealed class DynamoIncidentsTests(Moto moto) : IncidentsContract, IAsyncLifetime
{
    private TableNames _tables = null!;

    public async ValueTask InitializeAsync() => _tables = await moto.TablesAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected override Task SpoilAsync(IncidentId id, string body) =>
        moto.SpoilAsync(_tables.Incidents, new() { ["incident_id"] = new AttributeValue { S = id.Value } }, body, Stop);

    protected override (IIncidents Incidents, IAuditTrail Audit) Create() =>
        (new DynamoIncidents(moto.Clients, _tables, TimeProvider.System), new DynamoAuditTrail(moto.Clients, _tables, TimeProvider.System));
}
