using System.Text.Json.Serialization;

namespace OpsAgent.Core.Audit.Digests;

/// <summary>One thing that does not hold in the audit, and where.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Chain">The chain, or null where it is about a digest.</param>
/// <param name="Sequence">The event in the chain, or null.</param>
/// <param name="Digest">The number of the digest by which it was found, or null.</param>
/// <param name="Text">In a sentence, for people.</param>
public sealed record AuditFinding(AuditFindingKind Kind, string? Chain, long? Sequence, long? Digest, string Text);

[JsonConverter(typeof(JsonStringEnumConverter<AuditFindingKind>))]
public enum AuditFindingKind
{
    /// <summary>An event is not what its digest or its hash says.</summary>
    [JsonStringEnumMemberName("event_changed")]
    EventChanged,

    /// <summary>An event that a digest names, or that its chain's head or next event asks for, is not there.</summary>
    [JsonStringEnumMemberName("event_missing")]
    EventMissing,

    /// <summary>An event of a digested hour that no digest names.</summary>
    [JsonStringEnumMemberName("event_added")]
    EventAdded,

    /// <summary>The chain itself does not hold: moved, out of order, or of another chain.</summary>
    [JsonStringEnumMemberName("chain_broken")]
    ChainBroken,

    /// <summary>A digest's signature, parts or predecessor do not hold.</summary>
    [JsonStringEnumMemberName("digest_invalid")]
    DigestInvalid,

    /// <summary>A digest is not there although the next one, or the clock, asks for it.</summary>
    [JsonStringEnumMemberName("digest_missing")]
    DigestMissing,
}
