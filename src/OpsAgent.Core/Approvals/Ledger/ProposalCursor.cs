using System.Diagnostics.CodeAnalysis;

using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Approvals.Ledger;

/// <summary>A place in the order of the proposals of one status: by their creation, then by their ids.</summary>
public sealed record ProposalCursor(ProposalStatus Status, DateTimeOffset CreatedAt, ProposalId Id)
{
    /// <returns>The place of a proposal in the list in which it was found.</returns>
    public static ProposalCursor Of(Proposal proposal) =>
        // To the millisecond, as stores keep it.
        new(proposal.Status, proposal.CreatedAt.AddTicks(-(proposal.CreatedAt.Ticks % TimeSpan.TicksPerMillisecond)), proposal.Id);

    /// <returns>The place before every proposal of a status.</returns>
    public static ProposalCursor Before(ProposalStatus status) => new(status, DateTimeOffset.UnixEpoch, new ProposalId(new string('0', 26)));

    /// <summary>Within one status.</summary>
    public bool IsAfter(ProposalCursor other) =>
        CreatedAt > other.CreatedAt || (CreatedAt == other.CreatedAt && string.CompareOrdinal(Id.Value, other.Id.Value) > 0);

    /// <summary>As stores keep it.</summary>
    public string Text() => $"{StatusKey.Of(Status)}|{Timestamps.Text(CreatedAt)}|{Id}";

    public static bool TryParse(string? text, [NotNullWhen(true)] out ProposalCursor? place)
    {
        place = text?.Split('|') is [var name, var at, var id]
            && StatusKey.TryParse(name, out var status)
            && Timestamps.TryParse(at, out var createdAt)
            && ProposalId.TryParse(id) is { } proposalId
            ? new ProposalCursor(status, createdAt, proposalId)
            : null;
        return place is not null;
    }
}
