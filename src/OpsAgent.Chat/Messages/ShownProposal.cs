using System.Text.Json;
using System.Text.Json.Serialization;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Chat.Messages;

/// <summary>What a chat service is to show of a proposal, and what it shows where.</summary>
public sealed record ShownProposal
{
    /// <summary>How long a record is kept after its last change: longer than anything becomes of a proposal.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(2);

    public required RequestSource Service { get; init; }

    public required ProposalId Proposal { get; init; }

    /// <summary>Number of this record's state, from 1.</summary>
    public required long Revision { get; init; }

    /// <summary>The proposal's version that <see cref="Content"/> shows; 0 before the first that was stored is known.</summary>
    public required long Version { get; init; }

    /// <summary>The message in the service's own form.</summary>
    public required JsonElement Content { get; init; }

    public IReadOnlyList<ShownMessage> Messages { get; init; } = [];

    /// <summary>Until when nobody sends but whoever wrote this, or null.</summary>
    [JsonConverter(typeof(TimestampConverter))]
    public DateTimeOffset? HeldUntil { get; init; }

    [JsonConverter(typeof(TimestampConverter))]
    public required DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>One message.</summary>
/// <param name="Channel">The channel or conversation.</param>
/// <param name="Thread">The thread in it, or null.</param>
public sealed record ShownMessage(string Channel, string? Thread = null)
{
    /// <summary>The service's id of the message; null before it is posted.</summary>
    public string? MessageId { get; init; }

    /// <summary>The proposal's version that it shows; -1 before it is posted.</summary>
    public long Version { get; init; } = -1;

    /// <summary>Whether it was posted anew, which is done once.</summary>
    public bool IsReposted { get; init; }

    /// <summary>Whether nothing can be shown there any more.</summary>
    public bool IsGone { get; init; }

    public bool IsSameAs(ShownMessage other) => Channel == other.Channel && Thread == other.Thread;
}
