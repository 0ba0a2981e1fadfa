using System.Text.Json;

using Amazon.DynamoDBv2.Model;

using OpsAgent.Aws.Clients;
using OpsAgent.Chat.Messages;
using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Aws.Stores;

/// <summary><see cref="IShownProposals"/> on the sessions table: one item for each proposal and service.</summary>
public sealed class DynamoShownProposals(AwsClients clients, TableNames tables, TimeProvider time) : IShownProposals
{
    private const string Revision = "revision";

    private readonly DynamoTables _dynamo = new(clients, time);

    public async Task<ShownProposal?> FindAsync(RequestSource service, ProposalId proposal, CancellationToken cancellationToken) =>
        await _dynamo.GetAsync(tables.Sessions, Key(service, proposal), cancellationToken) is { } item
            ? StoredJson.Read(DynamoTables.BodyOf(item), ChatJson.Default.ShownProposal)
            : null;

    public Task<bool> TrySaveAsync(ShownProposal shown, CancellationToken cancellationToken)
    {
        var item = Key(shown.Service, shown.Proposal);
        item[DynamoTables.Body] = DynamoTables.Text(JsonSerializer.Serialize(shown, ChatJson.Default.ShownProposal));
        item[Revision] = DynamoTables.Number(shown.Revision);
        item[TableSchema.Sessions.TimeToLive!] = DynamoTables.Number(shown.ExpiresAt.ToUnixTimeSeconds());
        return shown.Revision == 1
            ? _dynamo.TryPutAsync(tables.Sessions, item, "attribute_not_exists(#r)", new() { ["#r"] = Revision }, [], cancellationToken)
            : _dynamo.TryPutAsync(tables.Sessions, item, "#r = :before", new() { ["#r"] = Revision }, new() { [":before"] = DynamoTables.Number(shown.Revision - 1) }, cancellationToken);
    }

    private static Dictionary<string, AttributeValue> Key(RequestSource service, ProposalId proposal) =>
        new() { [TableSchema.Sessions.Partition] = DynamoTables.Text($"shown#{WireName.Of(service)}#{proposal}") };
}
