using System.Text.Json;
using System.Text.Json.Serialization;

using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Audit.Digests;

/// <summary>
/// What AuditDigest signs of one hour of audit. Each says which came before, so that one that is removed or replaced is missed by
/// the next.
/// </summary>
/// <param name="FormatVersion"><see cref="Format"/>.</param>
/// <param name="Number">From 1, without a gap.</param>
/// <param name="From">The first moment of the hour, UTC.</param>
/// <param name="To">The first moment after it.</param>
/// <param name="Previous">SHA-256 of the text of the digest before, in hex; 64 zeros for the first.</param>
/// <param name="Events">How many events happened in the hour, by their own timestamps.</param>
/// <param name="PartsHash">SHA-256 over <see cref="DigestPart.HashOf(string)"/> of every part, in order, each followed by a line feed; in hex.</param>
/// <param name="Environment">The deployment's name.</param>
public sealed record AuditDigest(
    int FormatVersion,
    long Number,
    [property: JsonConverter(typeof(TimestampConverter))] DateTimeOffset From,
    [property: JsonConverter(typeof(TimestampConverter))] DateTimeOffset To,
    string Previous,
    int Events,
    string PartsHash,
    string Environment)
{
    public const int Format = 1;

    /// <summary>What stands for the digest before the first.</summary>
    public static readonly string NoPrevious = new('0', 64);

    /// <returns>What is signed: RFC 8785 JSON.</returns>
    public string Text() => CanonicalJson.Text(JsonSerializer.SerializeToElement(this, CoreJson.Default.AuditDigest));

    /// <returns>Null where the text is no digest of this format.</returns>
    public static AuditDigest? TryRead(string body) =>
        StoredJson.TryRead(body, StoredJson.Core.AuditDigest, out var digest) && digest.FormatVersion == Format && digest.From < digest.To ? digest : null;
}

/// <summary>A digest as it is kept: put once, never changed.</summary>
/// <param name="Number">Its number, by which stores find it; the signed one is in <paramref name="Body"/>.</param>
/// <param name="Body">The signed text: <see cref="AuditDigest"/> as RFC 8785 JSON.</param>
/// <param name="Signature">ECDSA P-256 over the SHA-256 of the body in UTF-8; DER in base64.</param>
/// <param name="Parts">Texts of <see cref="DigestPart"/>; empty for an hour without events.</param>
public sealed record SignedDigest(long Number, string Body, string Signature, IReadOnlyList<string> Parts);
