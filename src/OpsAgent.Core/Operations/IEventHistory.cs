namespace OpsAgent.Core.Operations;

/// <summary>
/// CloudTrail's event history, read only. An implementation MUST answer newest first, MUST NOT answer raw request
/// parameters or response elements, and MUST throw <see cref="CloudException"/> when AWS does not answer.
/// </summary>
public interface IEventHistory
{
    Task<EventPage> LookUpAsync(EventQuery query, CancellationToken cancellationToken);
}
