using System.Text.Json;

namespace OpsAgent.Core.Approvals.Ledger;

/// <summary>
/// Reads what the store of approvals tells of its changes. An implementation MUST answer each change of a proposal with the
/// proposal as it is after it, in the order of the changes, and MUST pass over whatever else is stored beside proposals.
/// </summary>
public interface IProposalChanges
{
    /// <param name="records">An event of the store's stream; any JSON.</param>
    ChangedProposals Read(JsonElement records);
}

/// <param name="Proposals">As they are after each change; one that changed twice is there twice.</param>
/// <param name="Unreadable">How many records of proposals cannot be read.</param>
public sealed record ChangedProposals(IReadOnlyList<Proposal> Proposals, int Unreadable = 0);
