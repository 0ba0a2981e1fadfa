using System.Text.Json.Nodes;

using OpsAgent.Chat.Messages;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Functions.ChatServices;

/// <summary>
/// One message of a proposal for each conversation that it concerns, brought up to date at each change. What is to be shown is
/// stored by the proposal's version before it is sent, and one sender at a time holds the record: nothing older replaces what is
/// newer, whoever comes late, and a sender that ends in between leaves the rest to the next.
/// </summary>
/// <param name="send">
/// Posts the message of a place, or updates it, and answers the place as it is then, or until when nothing is sent; what it throws
/// leaves the place as it was.
/// </param>
/// <param name="hold">Longer than one sending takes: after it the holder is gone.</param>
internal sealed class ProposalMessages(
    RequestSource service, IShownProposals store, Func<ShownProposal, ShownMessage, CancellationToken, Task<(ShownMessage Place, DateTimeOffset? HeldUntil)>> send, TimeSpan hold, TimeProvider time)
{
    // Between looks at whether another sender is done.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <param name="version">The proposal's that the content shows; 0 where it is not known.</param>
    /// <param name="place">Where it is to be shown from now on too, or null.</param>
    /// <returns>Whether it was not shown at that place before.</returns>
    /// <exception cref="AwsException">The record could not be read or written.</exception>
    public async Task<bool> ShowAsync(ProposalId proposal, long version, JsonObject content, ShownMessage? place, CancellationToken cancellationToken)
    {
        while (true)
        {
            var stored = await store.FindAsync(service, proposal, cancellationToken);
            var isNew = place is not null && stored?.Messages.Any(place.IsSameAs) is not true;
            var next = stored is null || stored.Version < version ? New(proposal, version, content, stored) : stored;
            if ((ReferenceEquals(next, stored) && !isNew)
                || await store.TrySaveAsync(Next(isNew ? next with { Messages = [.. next.Messages, place!] } : next), cancellationToken))
            {
                await SendAsync(proposal, cancellationToken);
                return isNew;
            }
        }
    }

    private ShownProposal New(ProposalId proposal, long version, JsonObject content, ShownProposal? before) => new()
    {
        Service = service,
        Proposal = proposal,
        Revision = before?.Revision ?? 0,
        Version = version,
        Content = content.ToElement(),
        Messages = before?.Messages ?? [],
        HeldUntil = before?.HeldUntil,
        ExpiresAt = default,
    };

    private ShownProposal Next(ShownProposal shown) => shown with { Revision = shown.Revision + 1, ExpiresAt = time.GetUtcNow() + ShownProposal.Lifetime };

    private async Task SendAsync(ProposalId proposal, CancellationToken cancellationToken)
    {
        while (await store.FindAsync(service, proposal, cancellationToken) is { } shown && shown.Messages.FirstOrDefault(p => !p.IsGone && p.Version < shown.Version) is { } place)
        {
            var now = time.GetUtcNow();
            if (shown.HeldUntil > now)
            {
                await Task.Delay(shown.HeldUntil.Value - now is var rest && rest < Pause ? rest : Pause, time, cancellationToken);
            }
            else if (await store.TrySaveAsync(Next(shown with { HeldUntil = now + hold }), cancellationToken))
            {
                await SendHeldAsync(shown, place, cancellationToken);
            }
        }
    }

    private async Task SendHeldAsync(ShownProposal shown, ShownMessage place, CancellationToken cancellationToken)
    {
        var (sent, heldUntil) = (place, (DateTimeOffset?)null);
        try
        {
            (sent, heldUntil) = await send(shown, place, cancellationToken);
        }
        finally
        {
            // Not cancelled: what was posted must be known, or it is posted again.
            while (await store.FindAsync(service, shown.Proposal, CancellationToken.None) is { } current
                && !await store.TrySaveAsync(Next(current with { HeldUntil = heldUntil, Messages = [.. current.Messages.Select(p => p.IsSameAs(place) ? sent : p)] }), CancellationToken.None))
            {
                // Somebody added what is to be shown, or where.
            }
        }
    }
}
