using Amazon.Runtime;

namespace Amazon.ElasticLoadBalancingV2;

public class TargetTypeEnum : ConstantClass
{
    public static readonly TargetTypeEnum Ip = new("ip");

    public TargetTypeEnum(string value)
        : base(value)
    {
    }

    public static TargetTypeEnum FindValue(string value) => FindValue<TargetTypeEnum>(value);

    public static implicit operator TargetTypeEnum(string value) => FindValue(value);
}
