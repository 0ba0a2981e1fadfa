using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Aws.Stores;

/// <summary><see cref="IProposalChanges"/> on the stream of the approvals table (<c>NEW_IMAGE</c>), as Lambda hands it over.</summary>
public sealed class DynamoProposalChanges : IProposalChanges
{
    public ChangedProposals Read(JsonElement records)
    {
        if (Member(records, "Records") is not { ValueKind: JsonValueKind.Array } all)
        {
            return new ChangedProposals([]);
        }

        // Removed items have no new image; leases, tokens and keys are items of their own.
        var images = all.EnumerateArray()
            .Select(r => Member(Member(r, "dynamodb"), "NewImage"))
            .Where(i => Text(i, "pk")?.StartsWith(DynamoApprovalStore.ProposalKeyPrefix, StringComparison.Ordinal) is true)
            .Select(i => StoredJson.TryRead(Text(i, DynamoTables.Body), StoredJson.Core.Proposal, out var proposal) ? proposal : null)
            .ToList();
        return new ChangedProposals([.. images.OfType<Proposal>()], images.Count(i => i is null));
    }

    /// <returns>The event of one change, for a host that has no stream.</returns>
    public static JsonObject EventOf(Proposal proposal)
    {
        var image = DynamoApprovalStore.Item(proposal).Select(a => KeyValuePair.Create(
            a.Key, (JsonNode?)(a.Value.N is { } number ? new JsonObject { ["N"] = number } : new JsonObject { ["S"] = a.Value.S })));
        return new JsonObject
        {
            ["Records"] = new JsonArray(new JsonObject
            {
                ["eventName"] = proposal.Version == 1 ? "INSERT" : "MODIFY",
                ["eventSource"] = "aws:dynamodb",
                ["dynamodb"] = new JsonObject { ["NewImage"] = new JsonObject(image) },
            }),
        };
    }

    private static JsonElement Member(JsonElement of, string name) => of.ValueKind is JsonValueKind.Object && of.TryGetProperty(name, out var value) ? value : default;

    private static string? Text(JsonElement image, string attribute) => Member(Member(image, attribute), "S") is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
