namespace OpsAgent.Core.Operations.Ec2;

/// <summary>How to go on from an instance.</summary>
internal static class InstanceStep
{
    private static readonly GetEc2Status Status = new();

    public static NextStep? To(string id) => NextStep.To(Status, $"status of {id}", ("instance_id", id));
}
