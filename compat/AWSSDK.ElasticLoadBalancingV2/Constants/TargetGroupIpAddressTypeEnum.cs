using Amazon.Runtime;

namespace Amazon.ElasticLoadBalancingV2;

public class TargetGroupIpAddressTypeEnum : ConstantClass
{
    public static readonly TargetGroupIpAddressTypeEnum Ipv4 = new("ipv4");

    public TargetGroupIpAddressTypeEnum(string value)
        : base(value)
    {
    }

    public static TargetGroupIpAddressTypeEnum FindValue(string value) => FindValue<TargetGroupIpAddressTypeEnum>(value);

    public static implicit operator TargetGroupIpAddressTypeEnum(string value) => FindValue(value);
}
