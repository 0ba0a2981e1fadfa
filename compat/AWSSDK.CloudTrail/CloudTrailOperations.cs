using Amazon.CloudTrail.Model;
using Amazon.Compat.Protocols.Json;
using Amazon.Runtime.Internal;

namespace Amazon.CloudTrail;

/// <summary>One line per operation: its name on the wire and how its answer is read.</summary>
internal static class CloudTrailOperations
{
    private static readonly AwsJsonService Service = new()
    {
        Name = "Amazon.CloudTrail",
        TargetPrefix = "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.",
        ContentType = "application/x-amz-json-1.1",
        ApiVersion = AmazonCloudTrailConfig.ApiVersion,
        Exception = CloudTrailErrors.From,
    };

    public static readonly InvokeOptions LookupEvents = Service.Operation(nameof(LookupEvents), LookupEventsResponse.Read);
}
