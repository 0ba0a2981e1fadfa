namespace OpsAgent.Local.Cloud;

/// <summary>One accepted change of the simulated cloud.</summary>
/// <param name="At">When.</param>
/// <param name="Action">The API call, such as <c>RebootInstances</c>.</param>
/// <param name="Resource">The resource's id.</param>
/// <param name="SourceIdentity">In whose name: the proposal id.</param>
public sealed record CloudWrite(DateTimeOffset At, string Action, string Resource, string SourceIdentity);
