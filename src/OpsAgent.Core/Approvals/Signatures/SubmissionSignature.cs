using System.Text.Json.Serialization;

using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Approvals.Signatures;

/// <summary>What Proposals signs when it stores a proposal: exactly this plan, by this person, in this deployment.</summary>
/// <param name="FormatVersion"><see cref="Format"/>.</param>
/// <param name="Requester">The person, with how it was proved that it is they.</param>
/// <param name="Account">The AWS account of the deployment.</param>
public sealed record SubmissionSignature(
    int FormatVersion,
    ProposalId ProposalId,
    PlanHash PlanHash,
    Person Requester,
    ExecutionMode Mode,
    string Environment,
    string Account,
    string Region,
    [property: JsonConverter(typeof(TimestampConverter))] DateTimeOffset CreatedAt)
{
    public const int Format = 1;
}
