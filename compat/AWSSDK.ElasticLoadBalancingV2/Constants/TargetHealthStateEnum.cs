using Amazon.Runtime;

namespace Amazon.ElasticLoadBalancingV2;

public class TargetHealthStateEnum : ConstantClass
{
    public static readonly TargetHealthStateEnum UnhealthyDraining = new("unhealthy.draining");

    public TargetHealthStateEnum(string value)
        : base(value)
    {
    }

    public static TargetHealthStateEnum FindValue(string value) => FindValue<TargetHealthStateEnum>(value);

    public static implicit operator TargetHealthStateEnum(string value) => FindValue(value);
}
