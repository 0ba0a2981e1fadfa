namespace OpsAgent.Local.SimulatedCloud;

/// <summary>One accepted change of the simulated cloud.</summary>
/// <param name="At">When.</param>
/// <param name="Action">The API call, such as <c>RebootInstances</c>.</param>
/// <param name="Resource">The resource's id or ARN.</param>
/// <param name="SourceIdentity">In whose name: the proposal id.</param>
/// <param name="Value">What was set, such as the desired count; null where nothing is.</param>
public sealed record CloudWrite(DateTimeOffset At, string Action, string Resource, string SourceIdentity, int? Value)
{
    /// <summary>The service that took the call, as CloudTrail names it.</summary>
    public string Source => Action == SimulatedServices.UpdateAction ? "ecs.amazonaws.com" : "ec2.amazonaws.com";
}
