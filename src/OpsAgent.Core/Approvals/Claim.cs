namespace OpsAgent.Core.Approvals;

/// <summary>
/// The right of one Lambda invocation to act. While it is held, nobody else acts; after the deadline the holder
/// cannot act any more either, and what it did must be found out by reading back.
/// </summary>
/// <param name="RequestId">The invocation's AWS request id.</param>
/// <param name="Deadline">When Lambda ends that invocation at the latest.</param>
/// <param name="Released">True when AWS said that nothing was done, so that another invocation may act.</param>
public sealed record Claim(string RequestId, DateTimeOffset Deadline, bool Released = false);
