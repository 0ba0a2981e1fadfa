namespace OpsAgent.Core.Operations.LoadBalancing;

/// <summary>How to go on from a target group.</summary>
internal static class TargetStep
{
    private static readonly DescribeAlbTargetHealth Health = new();

    public static NextStep? To(TargetGroup group) => NextStep.To(Health, $"target health of {group.Arn}", ("target_group_arn", group.Arn));
}
