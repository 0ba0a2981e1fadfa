using OpsAgent.Aws.Tests.Kit;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Audit;
using OpsAgent.TestKit.Contracts;

namespace OpsAgent.Aws.Tests.Stores;

/// <summary>The store's contract on DynamoDB as moto plays it.</summary>
public sealed class DynamoApprovalStoreTests(Moto moto) : ApprovalStoreContract
{
    protected override (IApprovalStore Store, IProposalIndex Index, IAuditTrail Audit) Create()
    {
        var tables = moto.TablesAsync().GetAwaiter().GetResult();
        var store = new DynamoApprovalStore(moto.Clients, tables, TimeProvider.System);
        return (store, store, new DynamoAuditTrail(moto.Clients, tables, TimeProvider.System));
    }
}
