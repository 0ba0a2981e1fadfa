using OpsAgent.Aws.Clients;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Operations.Overview;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Aws.Stores;

/// <summary><see cref="IPendingProposals"/> on the index of the approvals table: Query is all that it can do there.</summary>
public sealed class DynamoPendingProposals(AwsClients clients, TableNames tables, TimeProvider time) : IPendingProposals
{
    private readonly DynamoTables _dynamo = new(clients, time);

    public async Task<PendingProposals> ListPendingAsync(int limit, CancellationToken cancellationToken)
    {
        var items = await _dynamo.NewestAsync(tables.Approvals, TableSchema.ApprovalsByStatus, StatusKey.Of(ProposalStatus.Pending), limit, null, cancellationToken);
        return PendingProposals.Of(items.Select(DynamoTables.BodyOf), isFull: items.Count == limit);
    }
}
