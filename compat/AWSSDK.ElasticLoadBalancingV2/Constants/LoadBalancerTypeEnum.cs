using Amazon.Runtime;

namespace Amazon.ElasticLoadBalancingV2;

public class LoadBalancerTypeEnum : ConstantClass
{
    public static readonly LoadBalancerTypeEnum Application = new("application");

    public LoadBalancerTypeEnum(string value)
        : base(value)
    {
    }

    public static LoadBalancerTypeEnum FindValue(string value) => FindValue<LoadBalancerTypeEnum>(value);

    public static implicit operator LoadBalancerTypeEnum(string value) => FindValue(value);
}
