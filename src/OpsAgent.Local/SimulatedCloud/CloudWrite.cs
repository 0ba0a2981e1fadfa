namespace OpsAgent.Local.SimulatedCloud;

/// <summary>One change made to the simulated cloud.</summary>
/// <param name="At">When.</param>
/// <param name="Action">The API call, such as <c>RebootInstances</c>.</param>
/// <param name="Resource">The resource's id or ARN.</param>
/// <param name="SourceIdentity">The source identity of the session: the proposal id.</param>
/// <param name="Value">The new desired count, or null.</param>
/// <param name="TaskDefinition">Family and revision of what is deployed, or null.</param>
public sealed record CloudWrite(DateTimeOffset At, string Action, string Resource, string SourceIdentity, int? Value, string? TaskDefinition = null)
{
    /// <summary>CloudTrail's event source.</summary>
    public string Source => Action == SimulatedServices.UpdateAction ? "ecs.amazonaws.com" : "ec2.amazonaws.com";
}
