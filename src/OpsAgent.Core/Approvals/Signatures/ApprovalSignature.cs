using System.Collections.Immutable;
using System.Text.Json.Serialization;

using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Approvals.Signatures;

/// <summary>What Proposals signs when a person approves or adopts a proposal, or breaks the glass for it.</summary>
/// <param name="FormatVersion"><see cref="SubmissionSignature.Format"/>.</param>
/// <param name="Kind">The stored decision's.</param>
/// <param name="SubmissionHash">SHA-256 of the submission's text, in hex: what is approved is exactly that.</param>
/// <param name="Person">The person, with how it was proved that it is they.</param>
/// <param name="Versions">The parameters that said who they are and what they may, by name, each with its version.</param>
public sealed record ApprovalSignature(
    int FormatVersion,
    ProposalId ProposalId,
    string Kind,
    string SubmissionHash,
    Person Person,
    [property: JsonConverter(typeof(TimestampConverter))] DateTimeOffset At,
    ImmutableSortedDictionary<string, string> Versions)
{
    /// <summary>What the administrator stated, of kind <see cref="SignedDecision.BreakGlass"/>; left out of any other.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public BreakGlassStatement? BreakGlass { get; init; }
}
