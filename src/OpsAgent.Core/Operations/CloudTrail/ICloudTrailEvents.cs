using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Operations.CloudTrail;

/// <summary>
/// CloudTrail's event history, read only. An implementation MUST answer the newest events of the window, both its ends
/// included, newest first, MUST compare the attribute's value exactly, MUST say when there are more than it answers,
/// MUST NOT answer raw request parameters or response elements, and MUST throw <see cref="AwsException"/> when AWS
/// does not answer.
/// </summary>
public interface ICloudTrailEvents
{
    Task<CloudTrailPage> LookUpEventsAsync(CloudTrailQuery query, CancellationToken cancellationToken);
}
