using OpsAgent.Core.Approvals;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Chat.Messages;

/// <summary>
/// Keeps where a chat service shows a proposal. An implementation MUST read what was last written, MUST let one of several
/// writers of one revision through, and MAY forget a record once <see cref="ShownProposal.ExpiresAt"/> is over.
/// </summary>
public interface IShownProposals
{
    /// <exception cref="UnreadableRecordException">It is damaged, or a newer version wrote it.</exception>
    /// <exception cref="AwsException">AWS did not answer.</exception>
    Task<ShownProposal?> FindAsync(RequestSource service, ProposalId proposal, CancellationToken cancellationToken);

    /// <param name="shown">Replaces the record of the revision before its own; revision 1 replaces nothing.</param>
    /// <returns>False where somebody else has written meanwhile.</returns>
    /// <exception cref="AwsException">AWS did not answer.</exception>
    Task<bool> TrySaveAsync(ShownProposal shown, CancellationToken cancellationToken);
}
