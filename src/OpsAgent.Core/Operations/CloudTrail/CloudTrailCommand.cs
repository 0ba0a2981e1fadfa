using OpsAgent.Core.Approvals;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Operations.CloudTrail;

/// <summary>
/// How a person looks in CloudTrail for the one call of a proposal. LookupEvents takes one attribute, and the source
/// identity is none of them: the query picks it out of the event itself.
/// </summary>
internal static class CloudTrailCommand
{
    public static string For(string eventName, string arn, ProposalId proposal, DateTimeOffset since) =>
        $"aws cloudtrail lookup-events --region {RegionOf(arn)} --lookup-attributes AttributeKey=EventName,AttributeValue={eventName} "
        + $"--start-time {Timestamps.Text(since)} --query \"Events[?contains(CloudTrailEvent, '{proposal}')].CloudTrailEvent\" --output text "
        + $"shows the {eventName} whose sourceIdentity is {proposal}: with one that has no errorCode the change was made, "
        + "with none 15 minutes after the attempt it was not.";

    private static string RegionOf(string arn) => arn.Split(':') is [_, _, _, { Length: > 0 } region, ..] ? region : "$AWS_REGION";
}
