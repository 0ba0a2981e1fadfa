using System.Text.Json;

using OpsAgent.Chat.Messages;
using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Local.Stores;

/// <summary><see cref="IShownProposals"/> on SQLite, beside the sessions, which delete what is over.</summary>
public sealed class SqliteShownProposals(SqliteDatabase database) : IShownProposals
{
    public Task<ShownProposal?> FindAsync(RequestSource service, ProposalId proposal, CancellationToken cancellationToken) =>
        Task.FromResult(database.Transact(s => Find(s, service, proposal)));

    public Task<bool> TrySaveAsync(ShownProposal shown, CancellationToken cancellationToken) => Task.FromResult(database.Transact(s =>
        (Find(s, shown.Service, shown.Proposal)?.Revision ?? 0) == shown.Revision - 1
        && s.Execute(
            "INSERT OR REPLACE INTO sessions (owner, id, expires_at, body) VALUES ($owner, $id, $expires_at, $body)",
            ("$owner", Owner(shown.Service)),
            ("$id", shown.Proposal.Value),
            ("$expires_at", shown.ExpiresAt.ToUnixTimeMilliseconds()),
            ("$body", JsonSerializer.Serialize(shown, ChatJson.Default.ShownProposal))) == 1));

    private static ShownProposal? Find(SqliteSession session, RequestSource service, ProposalId proposal) =>
        session.Text("SELECT body FROM sessions WHERE owner = $owner AND id = $id", ("$owner", Owner(service)), ("$id", proposal.Value)) is { } body
            ? StoredJson.Read(body, ChatJson.Default.ShownProposal)
            : null;

    // No person's key: those begin with how the person is proved.
    private static string Owner(RequestSource service) => $"shown#{WireName.Of(service)}";
}
